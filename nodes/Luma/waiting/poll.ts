import { LumaFailure } from '../task/failure';
import type { Task, TaskAnswer } from '../task/task';
import { failingForMs, nextLimit, type AwaitedTask, type Outcome } from './awaitedTask';
import { checkOpenTasks, idsOf, type FetchTasks } from './checkOpenTasks';
import type { Clock } from './clock';
import { nextDelay, type PollState } from './pollSchedule';
import { RequestQuota } from './requestQuota';
import { longestRetryAfterMs } from './retry';

export interface PollOptions<T extends AwaitedTask> {
	fetch: FetchTasks;
	clock: Clock;
	intervalSeconds?: number;
	/** How many tasks can be read in a minute; absent where no limit is documented. */
	tasksPerMinute?: number;
	/** Whether an outcome ends the wait for all others too. */
	isFatal(outcome: Outcome, task: T): boolean;
	/** When to stop polling and leave the rest open; milliseconds since 1970. */
	until?: number;
}

/**
 * Waits for all tasks together, on one schedule: the wait takes as long as the slowest, not the sum.
 *
 * @returns the outcome of each task, except those still open at `until` or after a fatal outcome
 * @throws LumaFailure `timeout` once the execution is stopped
 */
export async function pollTasks<T extends AwaitedTask>(
	tasks: T[],
	{ fetch, clock, until = Infinity, ...options }: PollOptions<T>,
): Promise<Map<T, Outcome>> {
	const startedAt = clock.now();
	const quota = new RequestQuota(options.tasksPerMinute);
	const outcomes = new Map<T, Outcome>();
	let queue: PollState['queue'];

	for (let open = tasks; ; ) {
		const check = await checkOpenTasks(open, { fetch, clock, quota: quota.left(clock.now()) });
		const { fetched } = check;
		if (clock.isStopped()) throw stoppedWhileWaiting(idsOf(tasks));
		const now = clock.now();
		quota.spend(fetched.size, now);
		check.outcomes.forEach((outcome, task) => outcomes.set(task, outcome));
		const isFatal = [...check.outcomes].some(([task, outcome]) => options.isFatal(outcome, task));

		open = open.filter((task) => !outcomes.has(task));
		if (isFatal || open.length === 0 || now >= until) return outcomes;
		const read = open.flatMap(({ taskId }) => taskIn(fetched.get(taskId)) ?? []);
		queue = queueOf(read, queue);
		const delay = nextDelay({
			elapsedMs: now - startedAt,
			intervalMs: options.intervalSeconds && options.intervalSeconds * 1000,
			queue,
			estimateMs: shortestEstimateMs(read),
			tasksRead: fetched.size,
			tasksPerMinute: options.tasksPerMinute,
			failingForMs: longest(open.flatMap((task) => failingForMs(task, now) ?? [])),
			retryAfterMs: longestRetryAfterMs(fetched.values()),
		});
		const nearest = Math.min(until, ...open.map((task) => nextLimit(task, now))) - clock.now();
		await clock.sleep(Math.min(delay, nearest));
		if (clock.isStopped()) throw stoppedWhileWaiting(idsOf(tasks));
	}
}

const taskIn = (answer?: TaskAnswer | LumaFailure): Task | undefined =>
	answer && 'task' in answer ? answer.task : undefined;

function queueOf(read: Task[], before: PollState['queue']): PollState['queue'] {
	const areQueued = read.length > 0 && read.every(({ state }) => state === 'queued');
	return areQueued ? 'now' : before && 'before';
}

function shortestEstimateMs(read: Task[]): number | undefined {
	const seconds = read.flatMap(({ estimatedWaitSeconds }) => estimatedWaitSeconds ?? []);
	return seconds.length > 0 ? Math.min(...seconds) * 1000 : undefined;
}

const longest = (times: number[]) => (times.length > 0 ? Math.max(...times) : undefined);

const stoppedWhileWaiting = (taskIds: string[]) =>
	new LumaFailure(
		'timeout',
		`The execution was stopped while waiting for the tasks ${taskIds.join(', ')}`,
		"The gateway continues with them. Read them with 'Task: Get'.",
	);
