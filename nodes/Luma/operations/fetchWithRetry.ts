import type { IExecuteFunctions } from 'n8n-workflow';

import { LumaFailure } from '../task/failure';
import { longestRetryAfterMs } from '../waiting/retryAfter';
import type { TaskAnswer } from '../task/task';
import type { GatewayClient } from '../transport/client';
import { fetchTasks } from '../transport/fetchTasks';
import { hostClock } from '../waiting/clock';

/** Pauses before a read is repeated; reads cost nothing, so passing failures are ridden out. */
const PAUSES_MS = [1_000, 3_000];
/** A gateway that wants a longer pause than this gets it from the user. */
const LONGEST_PAUSE_MS = 30_000;

/**
 * Reads all tasks once, those with a passing failure up to twice more.
 *
 * @param together with the gateway's batch call, where it has one
 * @returns what gives a task by its ID, or throws the LumaFailure that names it
 */
export async function fetchWithRetry(
	context: IExecuteFunctions,
	client: GatewayClient,
	taskIds: string[],
	together: boolean,
): Promise<(taskId: string) => TaskAnswer> {
	const clock = hostClock(context.getExecutionCancelSignal());
	const found = await fetchTasks(client, [...new Set(taskIds)], together);
	for (const pause of PAUSES_MS) {
		const failed = [...found].flatMap(([taskId, answer]) =>
			answer instanceof LumaFailure && answer.facts.retryable ? [taskId] : [],
		);
		const longest = Math.max(pause, longestRetryAfterMs(failed.map((taskId) => found.get(taskId))));
		if (failed.length === 0 || longest > LONGEST_PAUSE_MS || clock.isStopped()) break;
		await clock.sleep(longest);
		const again = await fetchTasks(client, failed, together);
		for (const [taskId, answer] of again) found.set(taskId, answer);
	}
	return (taskId) => {
		const answer = found.get(taskId) as TaskAnswer | LumaFailure;
		if (answer instanceof LumaFailure) throw answer;
		return answer;
	};
}
