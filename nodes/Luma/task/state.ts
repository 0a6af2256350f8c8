import type { TaskState } from './task';
import { asText, firstOf, type JsonRecord } from './values';

const STATE_KEYS = ['state', 'status', 'task_status', 'taskStatus'] as const;

/** State words of Luma, its relays and their siblings (docs/gateways.md#states). */
const WORDS: Record<TaskState, readonly string[]> = {
	queued: [
		'queued',
		'pending',
		'submitted',
		'not_start',
		'not_started',
		'staged',
		'waiting',
		'in_queue',
		'created',
		'starting',
		'accepted',
	],
	processing: [
		'processing',
		'dreaming',
		'in_progress',
		'running',
		'generating',
		'rendering',
		'unknown',
	],
	completed: ['completed', 'complete', 'success', 'succeeded', 'succeed', 'finished', 'done'],
	failed: [
		'failed',
		'failure',
		'fail',
		'error',
		'cancelled',
		'canceled',
		'rejected',
		'moderated',
		'timeout',
		'expired',
	],
};

/** The state that a gateway's word stands for; `unknown` for a new word, `undefined` for anything but text. */
export function readState(word: unknown): TaskState | 'unknown' | undefined {
	const text = asText(word);
	if (text === undefined) return undefined;
	const key = text.toLowerCase().replace(/[\s-]+/g, '_');
	const states = Object.keys(WORDS) as TaskState[];
	return states.find((state) => WORDS[state].includes(key)) ?? 'unknown';
}

/** Whether a gateway's word says that the task has not ended. A new word does not say so. */
export function saysUnderWay(word: unknown): boolean {
	const state = readState(word);
	return state === 'queued' || state === 'processing';
}

/**
 * Combines the states of a task's layers, outermost first. Layers can disagree (a relay's record and the
 * generation inside it), so a task is completed only if all of them say so. An unknown word counts as
 * processing, since another read costs nothing, except in a layer around a known word: there it describes
 * the request.
 */
export function joinStates(words: Array<TaskState | 'unknown'>): TaskState | undefined {
	if (words.includes('failed')) return 'failed';
	const known = words.filter((word) => word !== 'unknown');
	const states = words.at(-1) === 'unknown' ? [...known, 'processing' as const] : known;
	return states.filter((state) => state !== 'completed').at(-1) ?? states.at(-1);
}

/** The state of one record: its first word, unless another word says that it failed or has not ended. */
export function stateOf(record: JsonRecord): TaskState | 'unknown' | undefined {
	const { success, successFlag } = record;
	const flag = typeof successFlag === 'number' ? [flagState(successFlag)] : [];
	const words = [...flag, ...STATE_KEYS.flatMap((key) => readState(record[key]) ?? [])];
	if (words.includes('failed')) return 'failed';
	if (words.length === 0 && success === false) return 'failed';
	if (words[0] !== 'completed') return words[0];
	return words.find((word) => word === 'queued' || word === 'processing') ?? 'completed';
}

/** kie.ai uses numbers: 0 is processing, 1 completed, 2 and 3 failed (docs/gateways.md#kieai). */
const flagState = (flag: number): TaskState =>
	flag === 0 ? 'processing' : flag === 1 ? 'completed' : 'failed';

/** The gateway's own word for the state, from the innermost layer with one. */
export const wordOf = (layers: JsonRecord[]) =>
	[...layers].reverse().flatMap((layer) => firstOf([layer], STATE_KEYS, asText) ?? [])[0];
