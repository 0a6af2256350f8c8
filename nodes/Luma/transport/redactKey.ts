import { parseJson } from '../task/parseBody';
import { asRecord } from '../task/values';

/* All lengths are in characters. */

const MIN_KEY_LENGTH = 8;
/** Shortest fragment of the key that is redacted. */
const MIN_FRAGMENT_LENGTH = 8;
/** How much of a fragment must follow the vendor's prefix, which is not secret. */
const MIN_SECRET_LENGTH = 5;
/** How much of the key a masked form shows at either end. */
const SHOWN = 3;
/** Longest visible part of a masked key. Bounds the regular expression on hostile input. */
const MAX_SHOWN = 100;

/** The part that is not secret. For a JWT everything but the signature: other tokens, e.g. in links, start alike. */
const VENDOR_PREFIX = /^(?:(?:sk|hk|luma)-(?:api-)?|eyJ[\w-]+\.eyJ[\w-]+\.)/;
const MASK = '***';

/**
 * A function that redacts the key in a gateway's texts: as it is, URL-encoded, in base64 and in hex; its
 * first or last characters, from eight on; and the masked form that relays print (`sk-abc***xyz`,
 * docs/gateways.md#masked-keys).
 *
 * Keys below eight characters are not redacted: that would delete ordinary words from the JSON.
 */
export function redactor(apiKey: string): (text: string) => string {
	if (apiKey.length < MIN_KEY_LENGTH) return (text) => text;
	const redact = textRedactor(apiKey);
	return (text) => redactNested(text, redact);
}

function textRedactor(apiKey: string): (text: string) => string {
	const wholeKey = encodedForms(apiKey);
	const parts = [...new Set([apiKey, escaped(apiKey)])].flatMap(fragments);
	const maskedKey = maskedPattern(apiKey);
	return (text) => {
		const redacted = [wholeKey, ...parts.filter(([shortest]) => text.includes(shortest))]
			.flatMap((forms) => [...forms].reverse())
			.reduce((rest, form) => rest.replaceAll(form, MASK), text);
		return redacted.includes('**') ? redacted.replace(maskedKey, MASK) : redacted;
	};
}

/** How deep JSON can be nested in the texts of JSON; readers of answers go no deeper. */
const MAX_DEPTH = 6;

/**
 * JSON inside of a text can hold the key escaped (`\/`, `\u002d`), and whoever parses the text brings it back. So
 * it is parsed here, and written again without the key; first, since redacting the text could break its JSON.
 */
function redactNested(text: string, redact: (text: string) => string, depth = 0): string {
	const mayBeEscaped = /^\s*[[{]/.test(text) && text.includes('\\');
	if (!mayBeEscaped || depth > MAX_DEPTH) return redact(text);
	let isChanged = false;
	const inner = (value: string) => {
		const redacted = redactNested(value, redact, depth + 1);
		isChanged ||= redacted !== value;
		return redacted;
	};
	try {
		const value = parseJson(text, (_, one) =>
			typeof one === 'string' ? inner(one) : redactNames(one, inner),
		);
		return redact(isChanged ? JSON.stringify(value) : text);
	} catch {
		return redact(text);
	}
}

function redactNames(value: unknown, redact: (name: string) => string): unknown {
	const record = asRecord(value);
	if (!record) return value;
	return Object.fromEntries(Object.entries(record).map(([name, one]) => [redact(name), one]));
}

/** As PHP writes it into JSON. */
const escaped = (key: string) => key.replaceAll('/', '\\/');

function encodedForms(key: string): string[] {
	const hex = Buffer.from(key).toString('hex');
	const base64 = [0, 1, 2].map((offset) => toBase64(key, offset));
	const forms = [
		key,
		escaped(key),
		encodeURIComponent(key),
		...base64,
		...base64.map(urlSafe),
		hex,
	];
	return [...new Set([...forms, hex.toUpperCase()])];
}

/**
 * The key as it appears in the base64 of a longer text, e.g. of `Bearer <key>`, without the characters
 * that also depend on its neighbours.
 *
 * @param offset how many bytes of base64's group of three precede the key: 0 to 2
 */
function toBase64(key: string, offset: number): string {
	const bytes = Buffer.from(' '.repeat(offset) + key);
	const text = bytes.toString('base64').replace(/=+$/, '');
	return text.slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
}

const urlSafe = (base64: string) => base64.replaceAll('+', '-').replaceAll('/', '_');

/** Starts of the key, with and without the vendor's prefix, and ends of it; each list begins with the shortest. */
function fragments(key: string): string[][] {
	const bare = key.replace(VENDOR_PREFIX, '');
	const minStart = Math.max(MIN_FRAGMENT_LENGTH, key.length - bare.length + MIN_SECRET_LENGTH);
	const lengths = (min: number, text: string) =>
		Array.from({ length: Math.max(0, text.length - min) }, (_, index) => min + index);
	return [
		lengths(minStart, key).map((length) => key.slice(0, length)),
		lengths(MIN_FRAGMENT_LENGTH, bare).map((length) => bare.slice(0, length)),
		lengths(MIN_FRAGMENT_LENGTH, key).map((length) => key.slice(-length)),
	].filter((parts) => parts.length > 0);
}

/** Matches masked forms of this key, and of any key with a known prefix. */
function maskedPattern(key: string): RegExp {
	const escape = (text: string) => text.replace(/[^\w-]/g, '\\$&');
	const ownStarts = [key, key.replace(VENDOR_PREFIX, '')].map((text) => text.slice(0, SHOWN));
	const starts = ownStarts.filter((start) => start.length === SHOWN).map(escape);
	const rest = `[\\w-]{0,${MAX_SHOWN}}`;
	const byStart = `(?:sk-|hk-|luma-|${starts.join('|')})${rest}\\*{2,}[\\w-]*`;
	const byEnd = `\\*\\*${rest}${escape(key.slice(-SHOWN))}(?![\\w-])`;
	return new RegExp(`${byStart}|${byEnd}`, 'g');
}
