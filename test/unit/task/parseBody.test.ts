import { parseBody } from '../../../nodes/Luma/task/parseBody';
import { readTask } from '../../../nodes/Luma/task/readTask';
import { BODIES } from '../../fixtures';

it('an integer beyond the safe range is parsed as text', () => {
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

describe('a complete body', () => {
	it.each<[string, unknown]>([
		['{"id":"x"}', { id: 'x' }],
		['  \n{"id":"x"}\r\n', { id: 'x' }],
		['[{"id":"x"}]', [{ id: 'x' }]],
		['"https://cdn.example.com/v.mp4"', 'https://cdn.example.com/v.mp4'],
		['null', null],
		['0', 0],
		['{}', {}],
	])('is parsed: %p', (text, value) => {
		expect(parseBody(text)).toStrictEqual({ value, cut: false });
	});

	it('is cleaned in all its strings, including property names', () => {
		const clean = (text: string) => text.replace('secret', '***');
		const text = JSON.stringify({ secret: [{ a: 'a secret' }], b: { 'a secret': 1, c: 2 } });
		const value = { '***': [{ a: 'a ***' }], b: { 'a ***': 1, c: 2 } };
		expect(parseBody(text, clean)).toStrictEqual({ value, cut: false });
		expect(parseBody('{"id":"a secret","state":', clean)?.value).toStrictEqual({ id: 'a ***' });
	});

	it('is parsed behind a byte order mark', () => {
		expect(parseBody('\uFEFF{"id":"x"}')).toStrictEqual({ value: { id: 'x' }, cut: false });
	});
});

describe('a body followed by something else', () => {
	it.each([
		['{"detail":"busy"}{"detail":{"code":1,"reason":"unexpected end of JSON input"}}'],
		['{"detail":"busy"}\n{"detail":{"code":1}}'],
		['{"detail":"busy"} trailing words'],
		['{"detail":"busy"}<html>'],
		['{"detail":"busy"}{"detail":'],
		['{"detail":"busy"}}'],
	])('is parsed up to its end: %p (docs/gateways.md#doubled-json)', (text) => {
		expect(parseBody(text)).toStrictEqual({ value: { detail: 'busy' }, cut: false });
	});

	it('is parsed up to its end if it is a list', () => {
		expect(parseBody('[{"id":"x"}]{"code":1}')?.value).toStrictEqual([{ id: 'x' }]);
	});

	it.each(['a "quoted" } ] { [ \\', 'an inch: " }', 'a path: C:\\'])(
		'does not end at brackets and quotes inside a string: %p',
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
	])('gives the part that is complete: %p', (text, value) => {
		const parsed = parseBody(text);
		expect(parsed?.cut).toBe(true);
		expect(parsed?.value).toMatchObject(value as object);
	});

	/** What the text parses to if it is cut off after each of its characters. */
	const cuts = (text: string, from: number) =>
		[...Array(text.length).keys()].slice(from).map((length) => {
			const parsed = parseBody(text.slice(0, length));
			return { length, parsed, id: (parsed?.value as { id?: string } | undefined)?.id };
		});

	it('never gives half of a string, wherever it is cut', () => {
		const body = BODIES['comet-pending'] as { id: string };
		const wrong = cuts(JSON.stringify(body), 0).filter(
			({ parsed, id }) => (id ?? body.id) !== body.id || parsed?.cut === false,
		);
		expect(wrong).toStrictEqual([]);
	});

	it('gives the task ID if the cut comes after it', () => {
		const body = BODIES['comet-pending'] as { id: string };
		const text = JSON.stringify(body);
		const whole = text.indexOf('"', '{"id":"'.length) + 1;
		expect(cuts(text, whole).filter(({ id }) => id !== body.id)).toStrictEqual([]);
	});

	it('does not give a number that may be incomplete', () => {
		const parsed = parseBody('{"state":"pending","id":139');
		expect(readTask(parsed?.value)).toBeUndefined();
	});
});

describe('a body that is not JSON', () => {
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
	])('gives undefined: %p', (text) => {
		expect(parseBody(text)).toBeUndefined();
	});

	it.each([
		['deeply nested', '['.repeat(200_000)],
		['deeply nested in objects and arrays', '{"a":['.repeat(50_000)],
		['full of escapes', `{"a":"${'\\'.repeat(10_001)}`],
		['full of commas', `[${','.repeat(10_000)}`],
		['a stray control character', '{"a":"\u0000"}'],
		['a lone surrogate', '{"a":"\ud800'],
	])('never makes the parser throw: %s', (_name, text) => {
		expect(() => parseBody(text)).not.toThrow();
	});
});
