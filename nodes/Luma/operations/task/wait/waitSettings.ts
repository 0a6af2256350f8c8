import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { findGateway } from '../../../gateways';
import type { Gateway } from '../../../gateways/gateway';
import { LumaFailure } from '../../../task/failure';
import { formatTask, type OutputFormat } from '../../../task/formatTask';
import { taskFailure } from '../../../task/answerError';
import type { Outcome, AwaitedTask } from '../../../waiting/awaitedTask';
import type { Result } from '../../items';
import { readOutputFormat } from '../../fields/output';
import { readChoice, readSeconds } from '../../fields/parameters';

const ERROR_OR_CONTINUE = ['error', 'continue'] as const;
type Choice = (typeof ERROR_OR_CONTINUE)[number];

/** A day. */
export const LONGEST_WAIT_SECONDS = 86_400;

/** How one item waits for its task, and what its result looks like. Plain data, like every `AwaitedTask`. */
export interface WaitSettings extends AwaitedTask {
	format: OutputFormat;
	onTimeout: Choice;
	onFailedTask: Choice;
}

/** @param now when the wait begins; milliseconds since 1970 */
export function readWaitSettings(
	context: IExecuteFunctions,
	itemIndex: number,
	gateway: Gateway,
	taskId: string,
	now: number,
): WaitSettings {
	const choice = (name: string, label: string) =>
		readChoice(context, itemIndex, { name, label }, ERROR_OR_CONTINUE);
	const timeout = { name: 'timeout', label: 'Timeout' };
	const timeoutSeconds = readSeconds(context, itemIndex, timeout, LONGEST_WAIT_SECONDS);
	return {
		taskId,
		timeoutSeconds,
		deadline: now + timeoutSeconds * 1000,
		onTimeout: choice('onTimeout', 'On Timeout'),
		onFailedTask: choice('onFailedTask', 'On Failed Task'),
		format: readOutputFormat(context, itemIndex, gateway),
	};
}

/** The item of an outcome, by the user's settings. */
export function toResult(outcome: Outcome, item: WaitSettings): Result<IDataObject> {
	if (outcome instanceof LumaFailure) return outcome;
	const { task, body, timedOut, lastFailure } = outcome;
	if (timedOut && item.onTimeout === 'error') return timeoutFailure(item, lastFailure);
	if (task.state === 'failed' && item.onFailedTask === 'error') {
		return taskFailure(findGateway(item.format.gateway) as Gateway, task);
	}
	return formatTask(task, body, { ...item.format, timedOut });
}

const timeoutFailure = (
	{ taskId, timeoutSeconds, format }: WaitSettings,
	lastFailure?: LumaFailure,
) =>
	new LumaFailure(
		'timeout',
		`Task ${taskId} was not done after ${timeoutSeconds} seconds${lastFailure ? `. ${lastFailure.message}` : ''}`,
		"It continues at the gateway and is not lost: read it later with 'Task: Get', wait for it again, or raise 'Timeout'.",
		{ taskId, gateway: format.gateway, retryable: true },
	);

/** Names the tasks of the other items where a failure of one stops the node. */
export function nameTasks(taskIds: string[], taskId?: string): string {
	const others = [...new Set(taskIds)].filter((other) => other !== taskId);
	if (others.length === 0) return '';
	return `The ${taskId === undefined ? '' : 'other '}tasks of this run are at the gateway: ${others.join(', ')}.`;
}
