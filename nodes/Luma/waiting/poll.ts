import { longestRetryAfterMs, LumaFailure } from '../task/failure';
import type { Task, TaskAnswer } from '../task/task';
import { RequestQuota } from './requestQuota';
import type { Clock } from './clock';
import { nextDelay, type Pace } from './pollSchedule';
import {
	failingForMs,
	selectDue,
	nextLimit,
	evaluate,
	evaluateUnread,
	type Outcome,
	type AwaitedTask,
} from './awaitedTask';

export interface PollOptions<T extends AwaitedTask> {
	/** Reads these tasks. Never throws. */
	fetch(taskIds: string[]): Promise<Map<string, TaskAnswer | LumaFailure>>;
	clock: Clock;
	intervalSeconds?: number;
	/** How many tasks can be read in a minute; absent where no limit is documented. */
	tasksPerMinute?: number;
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
export async function pollTasks<T extends AwaitedTask>(
	tasks: T[],
	{ clock, until = Infinity, ...options }: PollOptions<T>,
): Promise<Map<T, Outcome>> {
	const startedAt = clock.now();
	const budget = new RequestQuota(options.tasksPerMinute);
	const outcomes = new Map<T, Outcome>();
	let queue: Pace['queue'];

	for (let open = tasks; ; ) {
		const asked = selectDue(open, budget.left(clock.now()), clock.now());
		const taskIds = idsOf(asked);
		const fetched = await options.fetch(taskIds);
		if (clock.isStopped()) throw stopped(idsOf(tasks));
		const now = clock.now();
		budget.spend(taskIds.length, now);
		let isFatal = false;
		for (const task of open) {
			const answer = fetched.get(task.taskId);
			const outcome = answer ? evaluate(task, answer, now) : evaluateUnread(task, now);
			if (!outcome) continue;
			outcomes.set(task, outcome);
			isFatal ||= options.isFatal(outcome, task);
		}

		open = open.filter((task) => !outcomes.has(task));
		if (isFatal || open.length === 0 || now >= until) return outcomes;
		const seen = open.flatMap(({ taskId }) => taskIn(fetched.get(taskId)) ?? []);
		queue = queueOf(seen, queue);
		const delay = nextDelay({
			elapsedMs: now - startedAt,
			intervalMs: options.intervalSeconds && options.intervalSeconds * 1000,
			queue,
			estimateMs: shortestEstimateMs(seen),
			asked: taskIds.length,
			tasksPerMinute: options.tasksPerMinute,
			failingForMs: longest(open.flatMap((task) => failingForMs(task, now) ?? [])),
			retryAfterMs: longestRetryAfterMs(fetched.values()),
		});
		const nearest = Math.min(until, ...open.map((task) => nextLimit(task, now))) - clock.now();
		await clock.sleep(Math.min(delay, nearest));
		if (clock.isStopped()) throw stopped(idsOf(tasks));
	}
}

const taskIn = (answer?: TaskAnswer | LumaFailure): Task | undefined =>
	answer && 'task' in answer ? answer.task : undefined;

function queueOf(seen: Task[], before: Pace['queue']): Pace['queue'] {
	const areQueued = seen.length > 0 && seen.every(({ state }) => state === 'queued');
	return areQueued ? 'now' : before && 'before';
}

function shortestEstimateMs(seen: Task[]): number | undefined {
	const seconds = seen.flatMap(({ estimatedWaitSeconds }) => estimatedWaitSeconds ?? []);
	return seconds.length > 0 ? Math.min(...seconds) * 1000 : undefined;
}

const longest = (times: number[]) => (times.length > 0 ? Math.max(...times) : undefined);

const idsOf = (tasks: AwaitedTask[]) => [...new Set(tasks.map(({ taskId }) => taskId))];

const stopped = (taskIds: string[]) =>
	new LumaFailure(
		'timeout',
		`The execution was stopped while it waited for the tasks ${taskIds.join(', ')}`,
		"The gateway goes on with them. Read them with 'Task: Get'.",
	);
