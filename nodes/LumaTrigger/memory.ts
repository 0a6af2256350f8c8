import type { IWebhookFunctions } from 'n8n-workflow';

import type { TaskState } from '../Luma/task/task';
import { KnownStates } from './taskMemory';

/** What identifies a node's memory; n8n has these in every context. */
type Place = Pick<IWebhookFunctions, 'getMode' | 'getNode' | 'getWorkflow'>;

/**
 * The memories of this process, one for each trigger node. n8n gives each callback a copy of the stored
 * memory: without this, the second of two simultaneous callbacks would overwrite what the first one stored.
 */
const inProcess = new Map<string, KnownStates>();

export interface Memory {
	key: string;
	known: KnownStates;
	/** Records a state, and stores it with the workflow. */
	note(taskId: string, state: TaskState): void;
}

/**
 * What a node learned from callbacks. n8n stores it with the workflow, so it survives a restart. A test in
 * the editor has a separate memory, which is not stored.
 */
export function openMemory(
	context: Place & Pick<IWebhookFunctions, 'getWorkflowStaticData'>,
): Memory {
	const key = keyOf(context);
	const known = inProcess.get(key) ?? new KnownStates();
	inProcess.set(key, known);
	if (isTest(context)) return { key, known, note: (taskId, state) => known.note(taskId, state) };
	const stored = context.getWorkflowStaticData('node');
	known.add(stored.calledBack);
	return {
		key,
		known,
		note(taskId, state) {
			known.note(taskId, state);
			stored.calledBack = known.entries();
		},
	};
}

/** Each test in the editor starts anew, so the same callback can be tried twice. */
export function forgetTest(context: Place): void {
	if (isTest(context)) inProcess.delete(keyOf(context));
}

const isTest = (context: Place) => context.getMode() === 'manual';

const keyOf = (context: Place) =>
	JSON.stringify([context.getWorkflow().id, context.getNode().id, isTest(context)]);
