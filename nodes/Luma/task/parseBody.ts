import { asRecord } from './values';

/** What a body turned out to be. `cut`: it stopped early and `value` holds what was whole. */
export interface ParsedBody {
	value: unknown;
	cut: boolean;
}

/**
 * Reads a JSON body, also when a second document follows it (Luma-API relays append one to an
 * upstream answer, docs/gateways.md#doubled-json) or when it was cut off: an ID in the whole part of a cut
 * answer to a paid submit must not be lost.
 *
 * Gives `undefined` for what is not JSON at all.
 *
 * @param clean what every text in it goes through, names of fields too
 */
export function parseBody(
	text: string,
	clean: (text: string) => string = (same) => same,
): ParsedBody | undefined {
	const source = text.trim();
	const tryParse = (json: string) => parseCleaned(json, clean);
	const whole = tryParse(source);
	if (whole) return { value: whole.value, cut: false };
	if (!/^[[{]/.test(source)) return undefined;

	const { end, closers, comma } = scan(source);
	if (end !== undefined) {
		const first = tryParse(source.slice(0, end));
		return first && { value: first.value, cut: false };
	}
	const mended =
		// A number that ends the text may go on; a text, a list or an object does not.
		(/["}\]]$/.test(source) ? tryParse(source + closers) : undefined) ??
		(comma && tryParse(source.slice(0, comma.index) + comma.closers));
	return mended && { value: mended.value, cut: true };
}

function parseCleaned(
	source: string,
	clean: (text: string) => string,
): { value: unknown } | undefined {
	try {
		const cleaned = (_: string, value: unknown) =>
			typeof value === 'string' ? clean(value) : withCleanNames(value, clean);
		return { value: parseJson(source, cleaned) };
	} catch {
		return undefined;
	}
}

/**
 * `JSON.parse`, but a whole number of more digits than JavaScript's numbers have stays as text: it may
 * be an ID.
 */
export function parseJson(
	source: string,
	revive?: (name: string, value: unknown) => unknown,
): unknown {
	if (!/\d{16}/.test(source)) return JSON.parse(source, revive);
	const safe = source.replace(TEXT_OR_NUMBER, (token) =>
		/^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
	);
	return JSON.parse(safe, revive);
}

/** A text that is not closed goes to the end: else each quote in it would be tried as a beginning. */
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\(?:.|$)[^"\\]*)*(?:"|$)|-?\d[\d.eE+-]*/gs;

function withCleanNames(value: unknown, clean: (text: string) => string): unknown {
	const record = asRecord(value);
	if (!record || Object.keys(record).every((name) => clean(name) === name)) return value;
	return Object.fromEntries(Object.entries(record).map(([name, one]) => [clean(name), one]));
}

/**
 * Walks the first document once: where it ends, or, if it does not, what would close it at the
 * end of the text and at the last comma.
 */
function scan(source: string) {
	const open: string[] = [];
	const close = () => [...open].reverse().join('');
	let inText = false;
	let comma: { index: number; depth: number } | undefined;

	for (let index = 0; index < source.length; index++) {
		const character = source[index];
		if (inText) {
			if (character === '\\') index++;
			else if (character === '"') inText = false;
		} else if (character === '"') inText = true;
		else if (character === '{') open.push('}');
		else if (character === '[') open.push(']');
		else if (character === ',') comma = { index, depth: open.length };
		else if (character === '}' || character === ']') {
			open.pop();
			if (open.length === 0) return { end: index + 1, closers: '' };
		}
	}
	return {
		closers: close(),
		comma: comma && {
			index: comma.index,
			closers: open.slice(0, comma.depth).reverse().join(''),
		},
	};
}
