/** What a body turned out to be. `cut`: it stopped early and `value` holds what was whole. */
export interface ParsedBody {
	value: unknown;
	cut: boolean;
}

/**
 * Reads a JSON body, also when a second document follows it (Luma-API relays append one to an
 * upstream answer, luma-apis.md 5.6) or when it was cut off: an ID in the whole part of a cut
 * answer to a paid submit must not be lost.
 *
 * Gives `undefined` for what is not JSON at all.
 *
 * @param clean what every text in it goes through
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
			typeof value === 'string' ? clean(value) : value;
		return { value: JSON.parse(source, cleaned) as unknown };
	} catch {
		return undefined;
	}
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
