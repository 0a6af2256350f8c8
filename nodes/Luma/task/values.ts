/** Small readers for JSON of unknown shape: each gives `undefined` for what is not there. */

export type JsonRecord = Record<string, unknown>;

export const asRecord = (value: unknown): JsonRecord | undefined =>
	typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as JsonRecord)
		: undefined;

/** Trimmed text; an empty one says nothing (docs/gateways.md#empty-values: `fail_reason: ""` means none). */
export const asText = (value: unknown): string | undefined =>
	typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

/** A finite number, also when it comes as text: `"5"`, `"5s"`, `"5.04"`. */
export function asNumber(value: unknown): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
	const number = Number(asText(value)?.match(/^(\d+(?:\.\d+)?)\s*s?$/i)?.[1]);
	return Number.isFinite(number) ? number : undefined;
}

export const asPositive = (value: unknown) => {
	const number = asNumber(value);
	return number !== undefined && number > 0 ? number : undefined;
};

/** An http(s) link, nothing else: `file:`, `data:` and relative ones are no links. */
export function asLink(value: unknown): string | undefined {
	const text = asText(value);
	if (text === undefined || !/^https?:\/\//i.test(text)) return undefined;
	try {
		new URL(text);
		return text;
	} catch {
		return undefined;
	}
}

/** Words that stand for "nothing wrong" in a field for what went wrong. */
export const asReason = (value: unknown) => {
	const text = asText(value) ?? asText(asRecord(value)?.reason);
	return text && !/^(success|ok|null|none)$/i.test(text) ? text : undefined;
};

/** ISO 8601 text as it is, Unix seconds converted; Go's zero time says nothing (5.12). */
export const asDate = (value: unknown) => {
	const isTime = typeof value === 'number' || UNIX_TIME.test(asText(value) ?? '');
	const time = isTime ? asNumber(value) : undefined;
	const text = time !== undefined && time > 1e9 ? unixDate(time) : asText(value);
	return text !== undefined && Date.parse(text) > 0 ? text : undefined;
};

/** In seconds, or thousandths of them: 20241015085619 is a date. */
const UNIX_TIME = /^(\d{10}|\d{13}|\d{16}|\d{19})$/;

/** Seconds, also where they come as milliseconds or finer. */
function unixDate(time: number): string {
	let seconds = time;
	while (seconds > LATEST_SECONDS) seconds /= 1000;
	return new Date(Math.round(seconds * 1000)).toISOString();
}

/** The year 2100; a larger number of seconds is one of something finer. */
const LATEST_SECONDS = 4_102_444_800;

/** The value at a dotted path of plain objects. */
export function at(record: JsonRecord, path: string): unknown {
	let value: unknown = record;
	for (const key of path.split('.')) {
		const parent = asRecord(value);
		if (!parent || !Object.hasOwn(parent, key)) return undefined;
		value = parent[key];
	}
	return value;
}

/** The first readable value: every path over all records, before the next path is tried. */
export function firstOf<T>(
	records: JsonRecord[],
	paths: readonly string[],
	read: (value: unknown) => T | undefined,
): T | undefined {
	for (const path of paths) {
		for (const record of records) {
			const found = read(at(record, path));
			if (found !== undefined) return found;
		}
	}
	return undefined;
}

/** How a value is called in a message. */
export function describeValue(value: unknown): string {
	if (value === undefined || value === null || value === '') return 'empty';
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object') return 'an object';
	const text = String(value);
	return text.length > 40 ? `"${text.slice(0, 40)}…"` : `"${text}"`;
}
