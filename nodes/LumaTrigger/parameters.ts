import type { INodeExecutionData } from 'n8n-workflow';

import type { Gateway } from '../Luma/gateways/gateway';
import { readOutputFormat } from '../Luma/operations/fields/output';
import { readChoice } from '../Luma/operations/fields/parameters';
import { invalidInput } from '../Luma/task/failure';
import { formatTask } from '../Luma/task/formatTask';
import type { TaskAnswer } from '../Luma/task/task';
import { asText, describeValue } from '../Luma/task/values';
import type { Event } from './events';

/** Any context in which n8n runs the trigger. Parameters are read without an item. */
export interface TriggerContext {
	getNodeParameter(name: string, fallback?: unknown): unknown;
}

/** A context from which the operations' readers can read. */
export const asOperation = (context: TriggerContext) => ({
	getNodeParameter: ((name: string, _itemIndex: number, fallback?: unknown) =>
		context.getNodeParameter(name, fallback)) as never,
});

export const readSource = (context: TriggerContext) =>
	readChoice(asOperation(context), 0, { name: 'source', label: 'Source' }, ['callback', 'poll']);

export const readWatch = (context: TriggerContext) =>
	readChoice(asOperation(context), 0, { name: 'watch', label: 'Watch' }, ['list', 'recent']);

const EVENTS: readonly Event[] = ['completed', 'failed', 'changed'];

/** @throws LumaFailure `invalidInput` for an unknown event, or none at all */
export function readEvents(context: TriggerContext): Event[] {
	const value = context.getNodeParameter('events', []);
	const words: unknown[] = Array.isArray(value) ? value : (asText(value)?.split(/[,\s]+/) ?? []);
	const hint = `Choose one or more of: ${EVENTS.join(', ')}.`;
	const unknown = words.filter((word) => !EVENTS.some((event) => event === word));
	if (unknown.length > 0) {
		throw invalidInput(
			`'Events' must contain only its options, but contains ${describeValue(unknown[0])}`,
			hint,
		);
	}
	if (words.length === 0) throw invalidInput("'Events' is empty", hint);
	return words as Event[];
}

/** @returns a function that makes an item of a task, in the format of the operations */
export function itemMaker(context: TriggerContext, gateway: Gateway) {
	const format = readOutputFormat(asOperation(context), 0, gateway);
	return ({ task, body }: TaskAnswer): INodeExecutionData => ({
		json: formatTask(task, body, format),
	});
}
