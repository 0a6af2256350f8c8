import { asRecord } from './values';

export interface ParsedBody {
	value: unknown;
	/** Whether the JSON was cut off; `value` then holds the part that arrived complete. */
	cut: boolean;
}

/**
 * Parses a JSON body, even if a second document follows it (Luma-API relays append one to an upstream's
 * answer, docs/gateways.md#doubled-json) or if it was cut off: the task ID in the first part of an answer
 * to a paid submit must not be lost.
 *
 * @param clean applied to every string in the body, including property names
 * @returns `undefined` if the text is not JSON at all
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
	const repaired =
		// A trailing number may be cut off; a closed string, array or object is complete.
		(/["}\]]$/.test(source) ? tryParse(source + closers) : undefined) ??
		(comma && tryParse(source.slice(0, comma.index) + comma.closers));
	return repaired && { value: repaired.value, cut: true };
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
 * `JSON.parse`, but integers beyond JavaScript's safe range become strings: they may be IDs, and would
 * lose digits as numbers.
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

/** An unclosed string extends to the end; otherwise the search would restart at each quote in it. */
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\(?:.|$)[^"\\]*)*(?:"|$)|-?\d[\d.eE+-]*/gs;

function withCleanNames(value: unknown, clean: (text: string) => string): unknown {
	const record = asRecord(value);
	if (!record || Object.keys(record).every((name) => clean(name) === name)) return value;
	return Object.fromEntries(Object.entries(record).map(([name, inner]) => [clean(name), inner]));
}

/**
 * Finds where the first document ends. If it is cut off, finds the brackets that close it: after the last
 * character, and at the last comma.
 *
 * @returns `comma.index` as an offset into the text
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
