import { parseBody } from '../../../nodes/Luma/task/json';
import { readTask } from '../../../nodes/Luma/task/read';
import { BODIES, EXPECTED } from '../../fixtures';

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
	])('is read up to its end: %p (luma-apis.md 5.6)', (text) => {
		expect(parseBody(text)).toStrictEqual({ value: { detail: 'busy' }, cut: false });
	});

	it('is not ended by brackets and quotes inside of a text', () => {
		const value = { detail: 'a "quoted" } ] { [ \\', id: 'x' };
		const text = `${JSON.stringify(value)}{}`;
		expect(parseBody(text)).toStrictEqual({ value, cut: false });
	});
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
	])('gives what is whole: %p', (text, value) => {
		const parsed = parseBody(text);
		expect(parsed?.cut).toBe(true);
		expect(parsed?.value).toMatchObject(value as object);
	});

	it('never gives half of a text, wherever it stops', () => {
		const { id } = BODIES['comet-completed'] as { id: string };
		const text = JSON.stringify(BODIES['comet-completed']);
		for (let length = 0; length < text.length; length++) {
			const parsed = parseBody(text.slice(0, length));
			const taskId = readTask(parsed?.value)?.taskId;
			expect([length, taskId ?? id]).toEqual([length, id]);
			if (parsed) expect([length, parsed.cut]).toEqual([length, true]);
		}
	});

	it('gives the ID of a task from everything that holds it whole', () => {
		const text = JSON.stringify(BODIES['comet-pending']);
		const whole = text.indexOf('"', '{"id":"'.length) + 1;
		for (let length = whole; length < text.length; length++) {
			const parsed = parseBody(text.slice(0, length));
			const taskId = readTask(parsed?.value)?.taskId;
			expect([length, taskId]).toEqual([length, EXPECTED['comet-pending'].simplified.taskId]);
		}
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
