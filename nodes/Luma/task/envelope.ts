import { parseJson } from './parseBody';
import { asNumber, asRecord, asText, firstOf, type JsonRecord } from './values';

/*
 * Unwraps an answer: the records of its tasks, the layers of each record, and the ID in them. Relays wrap a
 * generation into records of their own (docs/gateways.md#task-rows).
 */

const TASK_ID_KEYS = ['task_id', 'taskId', 'generation_id'] as const;
export const ID_KEYS = [...TASK_ID_KEYS, 'id'] as const;
/** Where an answer, a relay's record or a task keeps what it wraps. */
const INNER_KEYS = ['data', 'result', 'response', 'generation', 'task', 'task_result', 'output'];
const WRAPPING_KEYS = [...INNER_KEYS, 'artifact', 'assets'];
const LIST_KEYS = ['data', 'generations', 'tasks', 'results', 'items', 'list', 'output'];

/*
 * Anybody can send a callback of many megabytes, and reading it holds up all of n8n: no answer needs
 * more than this of tasks, of layers in a task, and of JSON inside a text.
 */
const MAX_DEPTH = 5;
const MOST_TASKS = 1_000;
const MOST_LAYERS = 200;
const LONGEST_NESTED = 2_000_000;

/** The tasks of a list, also of one inside an envelope; otherwise the whole answer as one. */
export function recordsIn(answer: unknown): JsonRecord[] {
	const value = parseNested(answer);
	if (Array.isArray(value)) return onlyRecords(value);
	const record = asRecord(value);
	return record ? (findList(record) ?? [record]) : [];
}

/** A list whose entries have IDs of their own, in a record that has none: a list of tasks. */
function findList(record: JsonRecord, depth = 0): JsonRecord[] | undefined {
	if (depth > MAX_DEPTH || ID_KEYS.some((key) => asText(record[key]))) return undefined;
	for (const key of LIST_KEYS) {
		const entries = onlyRecords(parseNested(record[key]));
		if (entries.some((entry) => idOf(layersOf(entry)) !== undefined)) return entries;
	}
	for (const key of INNER_KEYS) {
		const inner = asRecord(parseNested(record[key]));
		const found = inner && findList(inner, depth + 1);
		if (found) return found;
	}
	return undefined;
}

const onlyRecords = (value: unknown): JsonRecord[] =>
	Array.isArray(value)
		? value
				.slice(0, MOST_TASKS)
				.map(asRecord)
				.filter((entry) => entry !== undefined)
		: [];

/** Some relays send the generation as JSON text inside their own record. */
function parseNested(value: unknown): unknown {
	if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
	if (value.length > LONGEST_NESTED) return value;
	try {
		return parseJson(value);
	} catch {
		return value;
	}
}

/** The record and what it wraps, outermost first. */
export function layersOf(record: JsonRecord, depth = 0, layers: JsonRecord[] = []): JsonRecord[] {
	if (depth > MAX_DEPTH || layers.length >= MOST_LAYERS) return layers;
	layers.push(record);
	for (const key of WRAPPING_KEYS) {
		const layer = asRecord(parseNested(record[key]));
		if (layer) layersOf(layer, depth + 1, layers);
	}
	return layers;
}

/** Text IDs first: a number beside them is a row of the relay's database (docs/gateways.md#envelopes-and-ids). */
export function idOf(layers: JsonRecord[]): string | undefined {
	return (
		firstOf(layers, TASK_ID_KEYS, asText) ??
		firstOf(layers, ['id'], asName) ??
		firstOf(layers, ID_KEYS, asRow)
	);
}

/** Numbers of so many digits come as text (see `parseJson`). */
const LONG_NUMBER = /^\d{16,}$/;
const asName = (id: unknown) => {
	const text = asText(id);
	return text && !LONG_NUMBER.test(text) ? text : undefined;
};
const asRow = (id: unknown) => (Number.isSafeInteger(id) ? String(id) : asText(id));

/** The task that a refusal names by a key that means nothing else, as `id` may. */
export const taskNamedIn = (body: unknown): string | undefined =>
	firstOf(layersOf(asRecord(body) ?? {}), TASK_ID_KEYS, asText);

/** The HTTP status of an error in an envelope's `code` (docs/gateways.md#errors-under-http-200). */
export function errorStatus(code: unknown): number | undefined {
	const status = asNumber(code);
	return status !== undefined && status >= 400 && status < 600 ? status : undefined;
}
