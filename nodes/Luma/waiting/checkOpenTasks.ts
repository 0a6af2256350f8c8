import type { LumaFailure } from '../task/failure';
import type { TaskAnswer } from '../task/task';
import { evaluate, evaluateUnread, selectDue, type AwaitedTask, type Outcome } from './awaitedTask';
import type { Clock } from './clock';

/** Reads these tasks. Never throws. */
export type FetchTasks = (taskIds: string[]) => Promise<Map<string, TaskAnswer | LumaFailure>>;

export interface CheckOptions {
	fetch: FetchTasks;
	clock: Clock;
	/** How many tasks may be read now, if the gateway has a rate limit. */
	quota?: number;
}

/** What one check found. */
export interface Check<T extends AwaitedTask> {
	/** Of the tasks that ended, timed out or were lost; the others stay open. */
	outcomes: Map<T, Outcome>;
	/** What was read, by task ID. */
	fetched: Map<string, TaskAnswer | LumaFailure>;
}

/**
 * Checks open tasks once: reads those that are due and evaluates all. Every wait goes through here:
 * polling, the inner execution of a suspended wait, and a callback.
 */
export async function checkOpenTasks<T extends AwaitedTask>(
	open: T[],
	{ fetch, clock, quota = Infinity }: CheckOptions,
): Promise<Check<T>> {
	const due = selectDue(open, quota, clock.now());
	const fetched = await fetch(idsOf(due));
	const now = clock.now();
	const outcomes = new Map<T, Outcome>();
	for (const task of open) {
		const answer = fetched.get(task.taskId);
		const outcome = answer ? evaluate(task, answer, now) : evaluateUnread(task, now);
		if (outcome) outcomes.set(task, outcome);
	}
	return { outcomes, fetched };
}

/** The IDs of tasks, each once. */
export const idsOf = (tasks: AwaitedTask[]) => [...new Set(tasks.map(({ taskId }) => taskId))];
