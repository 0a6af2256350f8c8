import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { LumaFailure } from '../../../task/failure';
import type { GatewayClient } from '../../../transport/client';
import { fetchTasks, tasksPerMinute } from '../../../transport/fetchTasks';
import type { Outcome } from '../../../waiting/awaitedTask';
import { hostClock } from '../../../waiting/clock';
import { pollTasks } from '../../../waiting/poll';
import { rateLimitMs } from '../../../waiting/pollSchedule';
import { knownTaskIds, readTaskId } from '../../fields/taskId';
import { namingTask, failItem, forEachItem, toItems, type Result } from '../../items';
import type { Operation } from '../../operation';
import { withClient } from '../../withClient';
import { pendingOf, type ItemState } from './suspended/itemState';
import { isFromInside, suspend, suspensionObstacle } from './suspended/suspend';
import { waitFields } from './waitFields';
import { nameTasks, readWaitSettings, toResult, type WaitSettings } from './waitSettings';
import {
	pollIntervalSeconds,
	readStrategy,
	startOfSuspension,
	suspensionInterval,
} from './waitStrategy';

/**
 * Waits for the tasks of all items together, then gives each item its task: in this run, or when n8n
 * resumes the execution.
 */
async function execute(context: IExecuteFunctions, client: GatewayClient) {
	const clock = hostClock(context.getExecutionCancelSignal());
	const startedAt = clock.now();
	const read = await forEachItem(
		context,
		client,
		(itemIndex) => {
			const taskId = readTaskId(context, itemIndex);
			return namingTask(taskId, () => ({
				settings: readWaitSettings(context, itemIndex, client.gateway, taskId, startedAt),
				strategy: readStrategy(context, itemIndex, client.gateway),
			}));
		},
		() => nameTasks(knownTaskIds(context)),
	);
	const valid = read.flatMap((item) => (item instanceof LumaFailure ? [] : item));
	if (valid.length === 0) return toItems(context, read as LumaFailure[]);
	const awaited = valid.map(({ settings }) => settings);
	const strategies = valid.map(({ strategy }) => strategy);
	const taskIds = awaited.map(({ taskId }) => taskId);

	const outcomes = new Map<WaitSettings, Outcome>();
	const poll = async (until?: number) => {
		const open = awaited.filter((task) => !outcomes.has(task));
		const ended = await pollTasks(open, {
			clock,
			until,
			fetch: async (ids) => await fetchTasks(client, ids, true),
			intervalSeconds: pollIntervalSeconds(strategies),
			tasksPerMinute: tasksPerMinute(client),
			isFatal: (outcome, task) =>
				!context.continueOnFail() && toResult(outcome, task) instanceof LumaFailure,
		});
		ended.forEach((outcome, task) => outcomes.set(task, outcome));
		return read.map((item, itemIndex): Result<IDataObject> | undefined => {
			if (item instanceof LumaFailure) return item;
			const outcome = outcomes.get(item.settings);
			const result = outcome && toResult(outcome, item.settings);
			if (!(result instanceof LumaFailure)) return result;
			const { taskId } = item.settings;
			return failItem(context, result, itemIndex, () => nameTasks(taskIds, taskId));
		});
	};

	const wantsPolling = strategies[0].mode === 'poll';
	const obstacle = wantsPolling ? undefined : suspensionObstacle(context);
	if (!wantsPolling && obstacle === undefined) {
		const results = await poll(startOfSuspension(awaited, strategies, startedAt));
		if (isComplete(results)) return toItems(context, results);
		const states = read.map((item, itemIndex) => toItemState(item, results[itemIndex]));
		const pauseMs = rateLimitMs(pendingOf(states).length, tasksPerMinute(client));
		const suspended = await suspend(context, states, suspensionInterval(strategies), pauseMs).catch(
			(error: unknown) => {
				if (isFromInside(error)) throw error;
				hintAtPolling(context, `n8n refused it: ${(error as Error).message}`);
			},
		);
		if (suspended) return suspended;
	}
	if (obstacle !== undefined) hintAtPolling(context, obstacle);
	return toItems(context, (await poll()) as Array<Result<IDataObject>>);
}

const isComplete = <T>(results: Array<T | undefined>): results is T[] =>
	!results.includes(undefined);

function toItemState(
	item: Result<{ settings: WaitSettings }>,
	result: Result<IDataObject> | undefined,
): ItemState {
	if (item instanceof LumaFailure) return { result: item.toJson() };
	if (result === undefined) return { pending: item.settings };
	const { taskId } = item.settings;
	return { result: result instanceof LumaFailure ? result.toJson() : result, taskId };
}

function hintAtPolling(context: IExecuteFunctions, why: string): void {
	context.addExecutionHints({
		message: `n8n could not suspend this execution, so the node polled and kept a worker busy: ${why}.`,
		location: 'outputPane',
	});
}

export const wait: Operation = {
	listed: {
		name: 'Wait',
		action: 'Wait for task',
		description: 'Wait until the video is ready, and give its links',
	},
	fields: waitFields,
	execute: withClient(execute, { isAboutTask: true }),
};
