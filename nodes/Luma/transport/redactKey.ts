const MIN_KEY_LENGTH = 8;
/** Characters of the key that are taken for a part of it. */
const MIN_PART_LENGTH = 8;
/** How many of them have to come after the vendor's prefix, which is no secret. */
const MIN_SECRET_LENGTH = 5;
/** Characters at either end of a masked key that tell that it is this one. */
const SHOWN = 3;
/** Of a masked key beside its stars. Without a limit, a long text of such starts takes hours. */
const MAX_SHOWN = 100;

/** Of a JWT all but its signature: others begin alike, and may be in a link. */
const VENDOR = /^(?:(?:sk|hk|luma)-(?:api-)?|eyJ[\w-]+\.eyJ[\w-]+\.)/;
const MASK = '***';

/**
 * Gives what takes the key out of a gateway's own texts: as it is, URL-encoded, in base64 and in hex;
 * its first or last eight characters and more; and the masked form that relays print
 * (`sk-abc***xyz`, docs/gateways.md#masked-keys).
 *
 * A key that is too short to be one is left alone: it would take words out of the JSON.
 */
export function redactor(apiKey: string): (text: string) => string {
	if (apiKey.length < MIN_KEY_LENGTH) return (text) => text;
	const wholes = encodedForms(apiKey);
	const parts = fragments(apiKey);
	const masked = maskedOf(apiKey);
	return (text) => {
		const cleaned = [wholes, ...parts.filter(([least]) => text.includes(least))]
			.flatMap((forms) => [...forms].reverse())
			.reduce((rest, form) => rest.replaceAll(form, MASK), text);
		return cleaned.includes('**') ? cleaned.replace(masked, MASK) : cleaned;
	};
}

function encodedForms(key: string): string[] {
	const hex = Buffer.from(key).toString('hex');
	const base64 = [0, 1, 2].map((offset) => base64Of(key, offset));
	const forms = [key, encodeURIComponent(key), ...base64, ...base64.map(urlSafe), hex];
	return [...new Set([...forms, hex.toUpperCase()])];
}

/**
 * How the key looks in the base64 of a longer text, e.g. `Bearer <key>`: as what its own bytes alone
 * decide, so many bytes after the start of a group of three.
 */
function base64Of(key: string, offset: number): string {
	const bytes = Buffer.from(' '.repeat(offset) + key);
	const text = bytes.toString('base64').replace(/=+$/, '');
	return text.slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
}

const urlSafe = (base64: string) => base64.replaceAll('+', '-').replaceAll('/', '_');

/** Starts and ends of the key, with the vendor's prefix and without; the shortest of each is first. */
function fragments(key: string): string[][] {
	const bare = key.replace(VENDOR, '');
	const least = Math.max(MIN_PART_LENGTH, key.length - bare.length + MIN_SECRET_LENGTH);
	const lengths = (from: number, text: string) =>
		Array.from({ length: Math.max(0, text.length - from) }, (_, index) => from + index);
	return [
		lengths(least, key).map((length) => key.slice(0, length)),
		lengths(MIN_PART_LENGTH, bare).map((length) => bare.slice(0, length)),
		lengths(MIN_PART_LENGTH, key).map((length) => key.slice(-length)),
	].filter((parts) => parts.length > 0);
}

function maskedOf(key: string): RegExp {
	const escaped = (text: string) => text.replace(/[^\w-]/g, '\\$&');
	const own = [key, key.replace(VENDOR, '')].map((text) => text.slice(0, SHOWN));
	const starts = own.filter((start) => start.length === SHOWN).map(escaped);
	const more = `[\\w-]{0,${MAX_SHOWN}}`;
	const byStart = `(?:sk-|hk-|luma-|${starts.join('|')})${more}\\*{2,}[\\w-]*`;
	const byEnd = `\\*\\*${more}${escaped(key.slice(-SHOWN))}(?![\\w-])`;
	return new RegExp(`${byStart}|${byEnd}`, 'g');
}
