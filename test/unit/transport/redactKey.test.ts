import { readTask } from '../../../nodes/Luma/task/readTask';
import { findMessage } from '../../../nodes/Luma/task/findMessage';
import { redactor } from '../../../nodes/Luma/transport/redactKey';
import { toAnswer } from '../../../nodes/Luma/transport/client';
import { formsOf, leaksIn } from '../../keyForms';
import { BEARER } from '../answer';

describe('the key', () => {
	const odd = 'hk-a+b/c=d&e 12345';

	it.each([
		['as it is', BEARER, `Bearer ${BEARER}.`],
		['twice', BEARER, `${BEARER} and ${BEARER}`],
		['URL-encoded', odd, `?key=${encodeURIComponent(odd)}`],
		['in base64', BEARER, `Basic ${Buffer.from(BEARER).toString('base64')}`],
		[
			'masked by a relay (docs/gateways.md#masked-keys)',
			BEARER,
			'TokenStatusExhausted[sk-3nT***5cK]',
		],
		['masked at its end', BEARER, 'key sk-3nT***'],
		['masked with more stars', BEARER, 'key sk-3nT**********5cK'],
	])('is redacted in a text: %s', (_name, key, text) => {
		const cleaned = redactor(key)(text);
		expect(cleaned).not.toContain(key);
		expect(cleaned).not.toMatch(/3nT|5cK|a%2Bb|c2st/);
		expect(cleaned).toContain('***');
	});

	const forms = Object.entries(formsOf(BEARER)).flatMap(([name, texts]) =>
		texts.map((text) => [name, text]),
	);

	it.each(forms)(
		'is redacted in every form that the leak tests search for: %s, %s',
		(_name, form) => {
			const cleaned = redactor(BEARER)(`before ${form} after`);
			expect(leaksIn(cleaned, formsOf(BEARER))).toEqual([]);
			expect(cleaned).toMatch(/^before .*\*\*.* after$/);
		},
	);

	it.each(['', 'x', 'xy', 'xyz'])(
		'is redacted in the base64 of a longer text, after "%s"',
		(text) => {
			const base64 = Buffer.from(`${text}Bearer ${BEARER} and more`).toString('base64');
			const [first, last] = redactor(BEARER)(base64).split('***');
			expect(Buffer.from(first, 'base64').toString()).toMatch(/^x?y?z?Bearer.{0,2}$/);
			expect(last.length).toBeLessThan(base64.length / 3);
		},
	);

	it('is not redacted by its prefix alone, which can be the name of a vendor', () => {
		const text = 'https://cdn.luma-api.example.com/sk-1/luma-api-video.mp4';
		expect(redactor('luma-api-good-0123456789')(text)).toBe(text);
	});

	it('is not redacted if it is so short that it could be a word', () => {
		expect(redactor('state')('{"state":"pending"}')).toBe('{"state":"pending"}');
		expect(redactor('')('{"state":"pending"}')).toBe('{"state":"pending"}');
	});

	it('changes nothing in a text without it', () => {
		const text = '{"id":"x","prompt":"a ** b * c","url":"https://example.com/a?b=c"}';
		expect(redactor(BEARER)(text)).toBe(text);
	});

	it('that is a JWT changes nothing in other tokens', () => {
		const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
		const start = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ user: 'somebody' })}`;
		const key = `${start}.T7Hq2WmXc4VbN9rTz3LpKd`;
		const link = `https://cdn.example.com/a.mp4?token=${start}.another-signature`;
		expect(redactor(key)(link)).toBe(link);
		for (const text of [key, 'T7Hq2WmXc4', 'rTz3LpKd', key.slice(0, -9)]) {
			expect(redactor(key)(`before ${text} after`)).toBe('before *** after');
		}
	});

	it('changes nothing in a text that only resembles masked keys', () => {
		const text = `** ${'sk-'.repeat(1_000)}`;
		expect(redactor(BEARER)(text)).toBe(text);
	});

	it.each([
		[
			'a line break before a starred word',
			JSON.stringify({ id: 'x', prompt: 'Scene:\nTitle*** end' }),
		],
		['a tab before a starred word', JSON.stringify({ id: 'x', prompt: 'a\tb***' })],
		['escaped letters before stars', '{"id":"x","prompt":"\\u8001\\u864e***"}'],
	])('can be redacted without breaking the JSON of an answer: %s', (_name, body) => {
		const answer = toAnswer({ statusCode: 201, body }, redactor(BEARER));
		expect(answer.body).toMatchObject({ id: 'x' });
		expect(answer.cut).toBe(false);
	});

	it('can be redacted without breaking JSON inside a string (docs/gateways.md#new-api-task-errors)', () => {
		const data = JSON.stringify({ id: 'x', state: 'pending', prompt: 'Scene:\nTitle*** end' });
		const body = JSON.stringify({ code: 'success', message: '', data });
		expect(readTask(toAnswer({ statusCode: 200, body }, redactor(BEARER)).body)?.taskId).toBe('x');
	});
});

describe('the key in JSON inside of JSON', () => {
	const key = ['sk-Ab3', 'dE5', 'gH7kL9+nP1'].join('/');
	/** As PHP writes it: slashes escaped. */
	const php = (value: unknown) => JSON.stringify(value).replaceAll('/', '\\/');
	const unicode = (value: unknown) =>
		JSON.stringify(value).replace(/[-/+]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`);

	it.each([
		['PHP', php],
		['a writer that escapes all signs', unicode],
	])('is redacted at every depth, written by %s', (_name, write) => {
		let body: unknown = { error: { message: `no such key ${key}` }, [key]: 1 };
		for (let depth = 0; depth < 5; depth++) {
			const answer = toAnswer({ statusCode: 400, body: write(body) }, redactor(key));
			const shown = [answer.body, answer.text, findMessage(answer.body)];
			expect(leaksIn(unescaped(JSON.stringify(shown)), formsOf(key))).toEqual([]);
			body = { message: write(body), data: [write(body)] };
		}
	});

	/** What every further reader could make of a text. */
	function unescaped(text: string): string {
		let plain = text;
		for (let depth = 0; depth < 8; depth++) {
			plain = plain
				.replace(/\\u([\da-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
				.replaceAll('\\/', '/')
				.replaceAll('\\\\', '\\');
		}
		return plain;
	}

	it('changes no JSON that does not hold it, nor long numbers beside it', () => {
		const clean = JSON.stringify({ text: JSON.stringify({ path: 'a\\b', id: 1 }) });
		expect(redactor(key)(clean)).toBe(clean);
		const text = `{"id":12345678901234567890,"k":"${key.replaceAll('/', '\\/')}"}`;
		expect(redactor(key)(text)).toContain('12345678901234567890');
	});
});
