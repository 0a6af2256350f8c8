import { LumaFailure } from '../task/failure';
import type { TaskAnswer } from '../task/task';
import type { Clock } from './clock';
import { nextDelay } from './schedule';
import { failingForMs, settle, type Outcome, type Watch } from './watch';

export interface PollOptions<T extends Watch> {
	/** Reads these tasks. Never throws. */
	fetch(taskIds: string[]): Promise<Map<string, TaskAnswer | LumaFailure>>;
	clock: Clock;
	intervalSeconds?: number;
	requestsPerMinute?: number;
	/** Requests that reading so many tasks takes. */
	requestsFor(tasks: number): number;
	/** Whether an outcome ends the wait for all others too. */
	isFatal(outcome: Outcome, task: T): boolean;
	/** When to leave off, with the tasks that are open then left open; milliseconds since 1970. */
	until?: number;
}

/**
 * Waits for all tasks together, on one schedule: it takes as long as the slowest, not the sum.
 * Gives each its outcome; none to those that are open at `until`, or that a fatal one left open.
 *
 * @throws LumaFailure `timeout` once the execution is stopped
 */
export async function pollTasks<T extends Watch>(
	tasks: T[],
	{ clock, until = Infinity, ...options }: PollOptions<T>,
): Promise<Map<T, Outcome>> {
	const startedAt = clock.now();
	const outcomes = new Map<T, Outcome>();

	for (;;) {
		const asked = tasks.filter((task) => !outcomes.has(task));
		const fetched = await options.fetch(idsOf(asked));
		if (clock.isStopped()) throw stopped(idsOf(tasks));
		const now = clock.now();
		for (const task of asked) {
			const answer = fetched.get(task.taskId) as TaskAnswer | LumaFailure;
			const outcome = settle(task, answer, now);
			if (outcome) outcomes.set(task, outcome);
		}

		const open = tasks.filter((task) => !outcomes.has(task));
		const isFatal = [...outcomes].some(([task, outcome]) => options.isFatal(outcome, task));
		if (isFatal || open.length === 0 || now >= until) return outcomes;
		const failures = [...fetched.values()].filter((answer) => answer instanceof LumaFailure);
		const delay = nextDelay({
			elapsedMs: now - startedAt,
			intervalMs: options.intervalSeconds && options.intervalSeconds * 1000,
			requests: options.requestsFor(idsOf(open).length),
			requestsPerMinute: options.requestsPerMinute,
			failingForMs: longest(open.flatMap((task) => failingForMs(task, now) ?? [])),
			retryAfterMs: longest(failures.flatMap(({ facts }) => facts.retryAfterMs ?? [])),
		});
		const nearest = Math.min(until, ...open.map(({ deadline }) => deadline)) - clock.now();
		await clock.sleep(Math.min(delay, nearest));
		if (clock.isStopped()) throw stopped(idsOf(tasks));
	}
}

const longest = (times: number[]) => (times.length > 0 ? Math.max(...times) : undefined);

const idsOf = (tasks: Watch[]) => [...new Set(tasks.map(({ taskId }) => taskId))];

const stopped = (taskIds: string[]) =>
	new LumaFailure(
		'timeout',
		`The execution was stopped while it waited for the tasks ${taskIds.join(', ')}`,
		"The gateway goes on with them. Read them with 'Task: Get'.",
	);
