import type { IExecuteFunctions } from 'n8n-workflow';

import { LumaFailure } from '../task/failure';
import type { TaskAnswer } from '../task/task';
import type { GatewayClient } from '../transport/client';
import { fetchTasks, type Fetched } from '../transport/fetchTasks';
import { hostClock } from '../waiting/clock';
import { longestRetryAfterMs, retry } from '../waiting/retry';

const PAUSES_MS = [1_000, 3_000];
/** A longer pause than this is left to the user. */
const LONGEST_PAUSE_MS = 30_000;

type Results = Map<string, Fetched>;

/**
 * Reads all tasks once, and those that fail with a passing cause up to twice more.
 *
 * @param together with the gateway's batch call, if it has one
 * @returns a function that gives a task by its ID, or throws the LumaFailure that names it
 */
export async function fetchWithRetry(
	context: IExecuteFunctions,
	client: GatewayClient,
	taskIds: string[],
	together: boolean,
): Promise<(taskId: string) => TaskAnswer> {
	const results = await retry<Results>(
		async (before = new Map()) => {
			const due = before.size > 0 ? passingIn(before) : [...new Set(taskIds)];
			return new Map([...before, ...(await fetchTasks(client, due, together))]);
		},
		{
			pausesMs: PAUSES_MS,
			clock: hostClock(context.getExecutionCancelSignal()),
			isFinal: (found) => passingIn(found).length === 0,
			pauseMs(found, usualMs) {
				const requestedMs = longestRetryAfterMs(
					passingIn(found).map((taskId) => found.get(taskId)),
				);
				const pause = Math.max(usualMs, requestedMs);
				return pause > LONGEST_PAUSE_MS ? undefined : pause;
			},
		},
	);
	return (taskId) => {
		const result = results.get(taskId) as Fetched;
		if (result instanceof LumaFailure) throw result;
		return result;
	};
}

const passingIn = (results: Results) =>
	[...results].flatMap(([taskId, result]) =>
		result instanceof LumaFailure && result.facts.retryable ? [taskId] : [],
	);
