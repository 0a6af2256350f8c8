import type { Answer } from './answer';
import { parseJson } from './parseBody';
import { asNumber, asRecord, asText, firstOf, type JsonRecord } from './values';

/*
 * Unwraps an answer: the records of its tasks, the layers of each record, and the IDs and codes in them.
 * Relays wrap a generation into records of their own (docs/gateways.md#task-rows).
 */

const TASK_ID_KEYS = ['task_id', 'taskId', 'generation_id'] as const;
export const ID_KEYS = [...TASK_ID_KEYS, 'id'] as const;
/** Keys under which an answer, a relay's record or a task holds an inner record. */
const INNER_KEYS = ['data', 'result', 'response', 'generation', 'task', 'task_result', 'output'];
const WRAPPING_KEYS = [...INNER_KEYS, 'artifact', 'assets'];
const LIST_KEYS = ['data', 'generations', 'tasks', 'results', 'items', 'list', 'output'];

/*
 * Limits against hostile input: anyone can send a callback of many megabytes, and parsing it blocks all
 * of n8n. No real answer has more nesting, tasks, layers per task, or JSON inside a string (characters).
 */
const MAX_DEPTH = 5;
const MAX_TASKS = 1_000;
const MAX_LAYERS = 200;
const MAX_NESTED_LENGTH = 2_000_000;

/** The tasks of a list, also of a list inside an envelope; otherwise the whole answer as one record. */
export function recordsIn(answer: unknown): JsonRecord[] {
	const value = parseNested(answer);
	if (Array.isArray(value)) return onlyRecords(value);
	const record = asRecord(value);
	return record ? (findList(record) ?? [record]) : [];
}

/** A list of tasks: its entries have IDs, and the record that holds it has none. */
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
				.slice(0, MAX_TASKS)
				.map(asRecord)
				.filter((entry) => entry !== undefined)
		: [];

/** Some relays send the generation as a JSON string inside their own record. */
function parseNested(value: unknown): unknown {
	if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
	if (value.length > MAX_NESTED_LENGTH) return value;
	try {
		return parseJson(value);
	} catch {
		return value;
	}
}

/** The record and everything it wraps, outermost first. */
export function layersOf(record: JsonRecord, depth = 0, layers: JsonRecord[] = []): JsonRecord[] {
	if (depth > MAX_DEPTH || layers.length >= MAX_LAYERS) return layers;
	layers.push(record);
	for (const key of WRAPPING_KEYS) {
		const layer = asRecord(parseNested(record[key]));
		if (layer) layersOf(layer, depth + 1, layers);
	}
	return layers;
}

/** Prefers text IDs: a number is usually a row of the relay's database (docs/gateways.md#envelopes-and-ids). */
export function idOf(layers: JsonRecord[]): string | undefined {
	return (
		firstOf(layers, TASK_ID_KEYS, asText) ??
		firstOf(layers, ['id'], asTextId) ??
		firstOf(layers, ID_KEYS, asRowId)
	);
}

/** `parseJson` keeps whole numbers of this length as text. */
const LONG_NUMBER = /^\d{16,}$/;
const asTextId = (id: unknown) => {
	const text = asText(id);
	return text && !LONG_NUMBER.test(text) ? text : undefined;
};
const asRowId = (id: unknown) => (Number.isSafeInteger(id) ? String(id) : asText(id));

/** The task ID in a refusal. Ignores `id`, which can also be the ID of the request. */
export const taskNamedIn = (body: unknown): string | undefined =>
	firstOf(layersOf(asRecord(body) ?? {}), TASK_ID_KEYS, asText);

/** The HTTP status of an error in an envelope's `code` (docs/gateways.md#errors-under-http-200). */
export function errorStatus(code: unknown): number | undefined {
	const status = asNumber(code);
	return status !== undefined && status >= 400 && status < 600 ? status : undefined;
}

/** docs/gateways.md#errors-under-http-200 */
const SUCCESS_CODES = ['success', 'ok', '0', '200', '201', 'null', ''];

/** Whether a body reports a refusal, as opposed to a success without a task. */
export const isRefusal = ({ error, detail, success, code }: JsonRecord) =>
	Boolean(error ?? detail) ||
	success === false ||
	(code !== undefined && code !== null && !SUCCESS_CODES.includes(codeText(code) ?? 'other'));

/** Whether an answer refuses the request, whatever its HTTP status. */
export const saysRefused = ({ body }: Answer): boolean => isRefusal(asRecord(body) ?? {});

/** A code as lower-case text, since it can have any type (docs/gateways.md#openai-style-errors). */
export const codeText = (code: unknown) =>
	['string', 'number', 'boolean'].includes(typeof code) ? String(code).toLowerCase() : undefined;
