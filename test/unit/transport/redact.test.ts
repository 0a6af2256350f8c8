import { readTask } from '../../../nodes/Luma/task/read';
import { redact } from '../../../nodes/Luma/transport/redact';
import { toAnswer } from '../../../nodes/Luma/transport/session';
import { BEARER } from '../answer';

describe('the key', () => {
	const odd = 'hk-a+b/c=d&e 12345';

	it.each([
		['as it is', BEARER, `Bearer ${BEARER}.`],
		['twice', BEARER, `${BEARER} and ${BEARER}`],
		['URL-encoded', odd, `?key=${encodeURIComponent(odd)}`],
		['in base64', BEARER, `Basic ${Buffer.from(BEARER).toString('base64')}`],
		['masked by a relay (luma-apis.md 5.2)', BEARER, 'TokenStatusExhausted[sk-3nT***5cK]'],
		['masked at its end', BEARER, 'key sk-3nT***'],
		['masked with more stars', BEARER, 'key sk-3nT**********5cK'],
	])('is taken out of a text: %s', (_name, key, text) => {
		const cleaned = redact(text, key);
		expect(cleaned).not.toContain(key);
		expect(cleaned).not.toMatch(/3nT|5cK|a%2Bb|c2st/);
		expect(cleaned).toContain('***');
	});

	it('is not taken for a word where it is too short to be one', () => {
		expect(redact('{"state":"pending"}', 'state')).toBe('{"state":"pending"}');
		expect(redact('{"state":"pending"}', '')).toBe('{"state":"pending"}');
	});

	it('leaves a text without it as it is', () => {
		const text = '{"id":"x","prompt":"a ** b * c","url":"https://example.com/a?b=c"}';
		expect(redact(text, BEARER)).toBe(text);
	});

	it('is looked for in a long text that only looks like masked keys in no time', () => {
		const text = `** ${'sk-'.repeat(100_000)}`;
		const startedAt = performance.now();
		expect(redact(text, BEARER)).toBe(text);
		expect(performance.now() - startedAt).toBeLessThan(5_000);
	});

	it.each([
		[
			'a line break before a starred word',
			JSON.stringify({ id: 'x', prompt: 'Scene:\nTitle*** end' }),
		],
		['a tab before a starred word', JSON.stringify({ id: 'x', prompt: 'a\tb***' })],
		['escaped letters before stars', '{"id":"x","prompt":"\\u8001\\u864e***"}'],
	])('taken out never makes the JSON of an answer unreadable: %s', (_name, body) => {
		const answer = toAnswer({ statusCode: 201, body }, BEARER);
		expect(answer.body).toMatchObject({ id: 'x' });
		expect(answer.cut).toBe(false);
	});

	it('taken out never makes JSON inside of a text unreadable (luma-apis.md 5.1)', () => {
		const data = JSON.stringify({ id: 'x', state: 'pending', prompt: 'Scene:\nTitle*** end' });
		const body = JSON.stringify({ code: 'success', message: '', data });
		expect(readTask(toAnswer({ statusCode: 200, body }, BEARER).body)?.taskId).toBe('x');
	});
});
