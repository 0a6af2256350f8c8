import { LumaFailure } from '../task/failure';
import type { TaskAnswer } from '../task/task';
import { isEnded, unknownTask } from '../task/task';
import type { Clock } from './clock';
import { nextDelay } from './schedule';

/** A task that is waited for, and for how long. */
export interface Awaited {
	taskId: string;
	timeoutSeconds: number;
}

/** How the wait for one task came out. `lastFailure`: why its state at the limit is not known. */
export type Outcome = (TaskAnswer & { timedOut: boolean; lastFailure?: LumaFailure }) | LumaFailure;

export interface PollOptions<T extends Awaited> {
	/** Reads these tasks. Never throws. */
	fetch(taskIds: string[]): Promise<Map<string, TaskAnswer | LumaFailure>>;
	clock: Clock;
	intervalSeconds?: number;
	requestsPerMinute?: number;
	/** Requests that reading so many tasks takes. */
	requestsFor(tasks: number): number;
	/** Whether an outcome ends the wait for all others too. */
	isFatal(outcome: Outcome, task: T): boolean;
}

/** Passing failures in a row that a task survives: about four minutes of them. */
const TOLERATED_FAILURES = 8;
/** A task can be unknown for a moment after its submit (luma-apis.md 5.10). */
const TOLERATED_NOT_FOUND = 3;

interface Entry<T extends Awaited> {
	task: T;
	/** Milliseconds since 1970. */
	deadline: number;
	failures: number;
	notFound: number;
	last?: TaskAnswer;
	outcome?: Outcome;
}

/**
 * Waits for all tasks together, on one schedule: it takes as long as the slowest, not the sum.
 * Gives each its outcome; none to those that a fatal one left open.
 *
 * @throws LumaFailure `timeout` once the execution is stopped
 */
export async function pollTasks<T extends Awaited>(
	tasks: T[],
	options: PollOptions<T>,
): Promise<Map<T, Outcome>> {
	const { clock } = options;
	const startedAt = clock.now();
	const entries = tasks.map(
		(task): Entry<T> => ({
			task,
			deadline: startedAt + task.timeoutSeconds * 1000,
			failures: 0,
			notFound: 0,
		}),
	);

	for (;;) {
		const asked = entries.filter(isOpen);
		const fetched = await options.fetch(idsOf(asked));
		if (clock.isStopped()) throw stopped(idsOf(entries));
		for (const entry of asked) {
			settle(entry, fetched.get(entry.task.taskId) as TaskAnswer | LumaFailure, clock.now());
		}

		const open = entries.filter(isOpen);
		const isFatal = asked.some(({ outcome, task }) => outcome && options.isFatal(outcome, task));
		if (isFatal || open.length === 0) {
			return new Map(entries.flatMap(({ task, outcome }) => (outcome ? [[task, outcome]] : [])));
		}

		const failures = [...fetched.values()].filter((answer) => answer instanceof LumaFailure);
		const delay = nextDelay({
			elapsedMs: clock.now() - startedAt,
			intervalMs: options.intervalSeconds && options.intervalSeconds * 1000,
			requests: options.requestsFor(idsOf(open).length),
			requestsPerMinute: options.requestsPerMinute,
			failedRounds: Math.max(...open.map((entry) => entry.failures)),
			retryAfterMs: Math.max(0, ...failures.map(({ facts }) => facts.retryAfterMs ?? 0)),
		});
		const nearest = Math.min(...open.map(({ deadline }) => deadline)) - clock.now();
		await clock.sleep(Math.min(delay, nearest));
		if (clock.isStopped()) throw stopped(idsOf(entries));
	}
}

const isOpen = ({ outcome }: Entry<Awaited>) => outcome === undefined;
const idsOf = (entries: Array<Entry<Awaited>>) => [
	...new Set(entries.map(({ task }) => task.taskId)),
];

/** Notes what this round said of a task: at its end, at its limit, or still open. */
function settle(entry: Entry<Awaited>, fetched: TaskAnswer | LumaFailure, now: number): void {
	const isLate = now >= entry.deadline;
	if (fetched instanceof LumaFailure) {
		if (fetched.code === 'taskNotFound') entry.notFound++;
		// A gateway that asks for patience is not failing; the limit bounds that.
		else if (fetched.code !== 'rateLimit') entry.failures++;
		if (!isPassing(fetched, entry)) entry.outcome = fetched;
		else if (isLate) {
			const last = entry.last ?? { task: unknownTask(entry.task.taskId), body: {} };
			entry.outcome = { ...last, timedOut: true, lastFailure: fetched };
		}
		return;
	}
	entry.failures = 0;
	entry.notFound = 0;
	entry.last = fetched;
	if (isEnded(fetched.task)) entry.outcome = { ...fetched, timedOut: false };
	else if (isLate) entry.outcome = { ...fetched, timedOut: true };
}

function isPassing({ code, facts }: LumaFailure, entry: Entry<Awaited>): boolean {
	const { failures, notFound } = entry;
	if (code === 'taskNotFound') return notFound <= TOLERATED_NOT_FOUND;
	return facts.retryable === true && failures <= TOLERATED_FAILURES;
}

const stopped = (taskIds: string[]) =>
	new LumaFailure(
		'timeout',
		`The execution was stopped while it waited for the tasks ${taskIds.join(', ')}`,
		"The gateway goes on with them. Read them with 'Task: Get'.",
	);
