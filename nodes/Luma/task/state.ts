import type { TaskState } from './task';
import { asText } from './values';

/** The words seen at Luma, its relays and their siblings (luma-apis.md 5.11). */
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
	processing: ['processing', 'dreaming', 'in_progress', 'running', 'generating', 'rendering'],
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

/** A word nobody has seen before is taken as unfinished: asking again costs nothing. */
export function readState(word: unknown): TaskState | undefined {
	const text = asText(word);
	if (text === undefined) return undefined;
	const key = text.toLowerCase().replace(/[\s-]+/g, '_');
	const states = Object.keys(WORDS) as TaskState[];
	return states.find((state) => WORDS[state].includes(key)) ?? 'processing';
}

/**
 * One state from the words of a task's layers, outermost first. Layers can disagree (a relay's
 * record and the generation inside it): nothing is finished until all say so.
 */
export function joinStates(states: TaskState[]): TaskState | undefined {
	if (states.includes('failed')) return 'failed';
	const unfinished = states.filter((state) => state !== 'completed');
	return unfinished.at(-1) ?? states.at(-1);
}
