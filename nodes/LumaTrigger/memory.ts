import type { IWebhookFunctions } from 'n8n-workflow';

import type { TaskState } from '../Luma/task/task';
import { KnownStates } from './taskMemory';

/** Where a node's memory is; n8n has these in every context. */
type Place = Pick<IWebhookFunctions, 'getMode' | 'getNode' | 'getWorkflow'>;

/**
 * What the nodes of this process saw. n8n gives each callback a copy of the stored memory, so of
 * two at once the second would not know of the first, and would store without it.
 */
const inProcess = new Map<string, KnownStates>();

export interface Memory {
	key: string;
	seen: KnownStates;
	/** Notes a state, and stores it with the workflow. */
	note(taskId: string, state: TaskState): void;
}

/**
 * What a node heard of by callbacks. n8n stores it with the workflow, so it outlives n8n. A test
 * in the editor has one of its own, from which nothing is stored.
 */
export function openMemory(
	context: Place & Pick<IWebhookFunctions, 'getWorkflowStaticData'>,
): Memory {
	const key = keyOf(context);
	const seen = inProcess.get(key) ?? new KnownStates();
	inProcess.set(key, seen);
	if (isTest(context)) return { key, seen, note: (taskId, state) => seen.note(taskId, state) };
	const stored = context.getWorkflowStaticData('node');
	seen.add(stored.calledBack);
	return {
		key,
		seen,
		note(taskId, state) {
			seen.note(taskId, state);
			stored.calledBack = seen.entries();
		},
	};
}

/** Each test in the editor begins anew, so that the same callback can be tried twice. */
export function forgetTest(context: Place): void {
	if (isTest(context)) inProcess.delete(keyOf(context));
}

const isTest = (context: Place) => context.getMode() === 'manual';

const keyOf = (context: Place) =>
	JSON.stringify([context.getWorkflow().id, context.getNode().id, isTest(context)]);
