/* Small readers for JSON of unknown shape. Each returns `undefined` if the value is missing or of another kind. */

export type JsonRecord = Record<string, unknown>;

export const asRecord = (value: unknown): JsonRecord | undefined =>
	typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as JsonRecord)
		: undefined;

/** Trimmed text. Blank text counts as missing: `fail_reason: ""` means none (docs/gateways.md#empty-values). */
export const asText = (value: unknown): string | undefined =>
	typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

/** A finite number, also from text: `"5"`, `"5s"`, `"5.04"`. */
export function asNumber(value: unknown): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
	const number = Number(asText(value)?.match(/^(\d+(?:\.\d+)?)\s*s?$/i)?.[1]);
	return Number.isFinite(number) ? number : undefined;
}

export const asPositive = (value: unknown) => {
	const number = asNumber(value);
	return number !== undefined && number > 0 ? number : undefined;
};

/** An absolute http(s) link; never `file:`, `data:` or a relative one. */
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

/** The text of a field for a failure's reason, unless its word means that nothing went wrong. */
export const asReason = (value: unknown) => {
	const text = asText(value) ?? asText(asRecord(value)?.reason);
	return text && !/^(success|ok|null|none)$/i.test(text) ? text : undefined;
};

/** A date in text unchanged, a Unix time as ISO 8601 (docs/gateways.md#timestamps). Go's zero time counts as missing. */
export const asDate = (value: unknown) => {
	const isTime = typeof value === 'number' || UNIX_TIME.test(asText(value) ?? '');
	const time = isTime ? asNumber(value) : undefined;
	const text = time !== undefined && time > 1e9 ? unixDate(time) : asText(value);
	return text !== undefined && Date.parse(text) > 0 ? text : undefined;
};

/** Unix seconds, milliseconds, microseconds or nanoseconds. 14 digits are a date: 20241015085619. */
const UNIX_TIME = /^(\d{10}|\d{13}|\d{16}|\d{19})$/;

/** @param time Unix seconds, or milliseconds or a finer unit */
function unixDate(time: number): string {
	let seconds = time;
	while (seconds > MAX_SECONDS) seconds /= 1000;
	return new Date(Math.round(seconds * 1000)).toISOString();
}

/** The year 2100. A larger number is in a finer unit than seconds. */
const MAX_SECONDS = 4_102_444_800;

/** The value at a dotted path, e.g. `video.url`, through plain objects only. */
export function at(record: JsonRecord, path: string): unknown {
	let value: unknown = record;
	for (const key of path.split('.')) {
		const parent = asRecord(value);
		if (!parent || !Object.hasOwn(parent, key)) return undefined;
		value = parent[key];
	}
	return value;
}

/** The first value that `read` accepts: tries each path in all records before the next path. */
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

/** A value as it appears in a message, e.g. `"5 s"` or `a list`. */
export function describeValue(value: unknown): string {
	if (value === undefined || value === null || value === '') return 'empty';
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object') return 'an object';
	const text = String(value);
	return text.length > 40 ? `"${text.slice(0, 40)}…"` : `"${text}"`;
}
