import { parseBody } from '../../../nodes/Luma/task/parseBody';
import { readTask } from '../../../nodes/Luma/task/readTask';
import { BODIES } from '../../fixtures';

it('a whole number of more digits than a number has is text', () => {
	const text =
		'{"id":7284619283746192837,"rows":[-12345678901234567890,9007199254740991,1.5,1e30]}';
	expect(parseBody(text)).toEqual({
		value: {
			id: '7284619283746192837',
			rows: ['-12345678901234567890', 9007199254740991, 1.5, 1e30],
		},
		cut: false,
	});
	const inText = '{"a":"\\"7284619283746192837, \\\\","b":"x:7284619283746192837"}';
	expect(parseBody(inText)?.value).toEqual(JSON.parse(inText));
	expect(parseBody('{"id":7284619283746192837,"state":"pend')).toEqual({
		value: { id: '7284619283746192837' },
		cut: true,
	});
});

describe('a whole body', () => {
	it.each<[string, unknown]>([
		['{"id":"x"}', { id: 'x' }],
		['  \n{"id":"x"}\r\n', { id: 'x' }],
		['[{"id":"x"}]', [{ id: 'x' }]],
		['"https://cdn.example.com/v.mp4"', 'https://cdn.example.com/v.mp4'],
		['null', null],
		['0', 0],
		['{}', {}],
	])('is read: %p', (text, value) => {
		expect(parseBody(text)).toStrictEqual({ value, cut: false });
	});

	it('is cleaned in all its texts, names of fields too', () => {
		const clean = (text: string) => text.replace('secret', '***');
		const text = JSON.stringify({ secret: [{ a: 'a secret' }], b: { 'a secret': 1, c: 2 } });
		const value = { '***': [{ a: 'a ***' }], b: { 'a ***': 1, c: 2 } };
		expect(parseBody(text, clean)).toStrictEqual({ value, cut: false });
		expect(parseBody('{"id":"a secret","state":', clean)?.value).toStrictEqual({ id: 'a ***' });
	});

	it('is read behind a byte order mark', () => {
		expect(parseBody('\uFEFF{"id":"x"}')).toStrictEqual({ value: { id: 'x' }, cut: false });
	});
});

describe('a body with something after it', () => {
	it.each([
		['{"detail":"busy"}{"detail":{"code":1,"reason":"unexpected end of JSON input"}}'],
		['{"detail":"busy"}\n{"detail":{"code":1}}'],
		['{"detail":"busy"} trailing words'],
		['{"detail":"busy"}<html>'],
		['{"detail":"busy"}{"detail":'],
		['{"detail":"busy"}}'],
	])('is read up to its end: %p (docs/gateways.md#doubled-json)', (text) => {
		expect(parseBody(text)).toStrictEqual({ value: { detail: 'busy' }, cut: false });
	});

	it('is read up to its end where it is a list', () => {
		expect(parseBody('[{"id":"x"}]{"code":1}')?.value).toStrictEqual([{ id: 'x' }]);
	});

	it.each(['a "quoted" } ] { [ \\', 'an inch: " }', 'a path: C:\\'])(
		'is not ended by brackets and quotes inside of a text: %p',
		(detail) => {
			const value = { detail, id: 'x' };
			expect(parseBody(`${JSON.stringify(value)}{}`)).toStrictEqual({ value, cut: false });
		},
	);
});

describe('a body that was cut off', () => {
	it.each<[string, unknown]>([
		['{"id":"abc","state":"pend', { id: 'abc' }],
		['{"id":"abc","state":', { id: 'abc' }],
		['{"id":"abc","state"', { id: 'abc' }],
		['{"id":"abc","liked":nul', { id: 'abc' }],
		['{"id":"abc",', { id: 'abc' }],
		['{"id":"abc"', { id: 'abc' }],
		['[{"id":"abc","state":"pen', [{ id: 'abc' }]],
		['{"data":{"id":"abc","prompt":"a, b {c', { data: { id: 'abc' } }],
		['{"data":[{"id":"abc"},{"id":"de', { data: [{ id: 'abc' }] }],
		['{"id":"abc","video":{"url":"https://x', { id: 'abc' }],
		['{"data":[{"id":"abc"}', { data: [{ id: 'abc' }] }],
		['{"data":[{"id":"abc"}],"a":[{"b":[', { data: [{ id: 'abc' }] }],
	])('gives what is whole: %p', (text, value) => {
		const parsed = parseBody(text);
		expect(parsed?.cut).toBe(true);
		expect(parsed?.value).toMatchObject(value as object);
	});

	/** How the text is read, were it cut off at each of its characters. */
	const cuts = (text: string, from: number) =>
		[...Array(text.length).keys()].slice(from).map((length) => {
			const parsed = parseBody(text.slice(0, length));
			return { length, parsed, id: (parsed?.value as { id?: string } | undefined)?.id };
		});

	it('never gives half of a text, wherever it stops', () => {
		const body = BODIES['comet-pending'] as { id: string };
		const wrong = cuts(JSON.stringify(body), 0).filter(
			({ parsed, id }) => (id ?? body.id) !== body.id || parsed?.cut === false,
		);
		expect(wrong).toStrictEqual([]);
	});

	it('gives the ID of a task from everything that holds it whole', () => {
		const body = BODIES['comet-pending'] as { id: string };
		const text = JSON.stringify(body);
		const whole = text.indexOf('"', '{"id":"'.length) + 1;
		expect(cuts(text, whole).filter(({ id }) => id !== body.id)).toStrictEqual([]);
	});

	it('does not take the beginning of a number for the number', () => {
		const parsed = parseBody('{"state":"pending","id":139');
		expect(readTask(parsed?.value)).toBeUndefined();
	});
});

describe('a body that is no JSON', () => {
	it.each([
		[''],
		['   '],
		['\uFEFF'],
		['<!DOCTYPE html><html><body>502 Bad Gateway</body></html>'],
		['Internal Server Error'],
		['error code: 524'],
		['404 page not found'],
		['404, page not found'],
		['502, see {"id":"x"'],
		['undefined'],
		["{'id': 'x'}"],
		['{id: "x"}'],
		['}{'],
		[']'],
		['{"id":"ab'],
		['event: message'],
	])('is told apart: %p', (text) => {
		expect(parseBody(text)).toBeUndefined();
	});

	it.each([
		['very deep', '['.repeat(200_000)],
		['deep and mixed', '{"a":['.repeat(50_000)],
		['full of escapes', `{"a":"${'\\'.repeat(10_001)}`],
		['full of commas', `[${','.repeat(10_000)}`],
		['a stray control character', '{"a":"\u0000"}'],
		['a lone surrogate', '{"a":"\ud800'],
	])('never makes the reading throw: %s', (_name, text) => {
		expect(() => parseBody(text)).not.toThrow();
	});
});
