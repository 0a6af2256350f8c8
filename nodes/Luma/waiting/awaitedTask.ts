import { LumaFailure } from '../task/failure';
import type { TaskAnswer } from '../task/task';
import { isEnded, unknownTask } from '../task/task';

/** A task that is waited for. Plain data, since a suspended execution stores it. */
export interface AwaitedTask {
	taskId: string;
	timeoutSeconds: number;
	/** When the limit comes; milliseconds since 1970. */
	deadline: number;
	/** Since when reading the task has failed in a passing way; milliseconds since 1970. */
	failingSince?: number;
	/** How many reads in a row have failed so. */
	failures?: number;
	/** Answers in a row that knew no such task. */
	notFound?: number;
	/** When it was asked for, where the gateway's limit does not reach for all; milliseconds since 1970. */
	askedAt?: number;
}

/** How the wait for one task came out. `lastFailure`: why its state at the limit is not known. */
export type Outcome = (TaskAnswer & { timedOut: boolean; lastFailure?: LumaFailure }) | LumaFailure;

/** An outage that a task survives; longer than a gateway's restart or a lost connection lasts. */
const TOLERATED_OUTAGE_MS = 10 * 60_000;
/** Of fewer failed reads nothing is concluded, however long their interval is. */
const TOLERATED_FAILURES = 3;
/** How far behind its limit the last look at a task may come, where the gateway's limit holds it back. */
const LATEST_LOOK_MS = 60_000;
/** A task can be unknown for a moment after its submit (luma-apis.md 5.10). */
const TOLERATED_NOT_FOUND = 3;

/**
 * Notes what a round said of a task.
 *
 * @returns its outcome, once it is at its end, at its limit or lost
 */
export function evaluate(
	watch: AwaitedTask,
	fetched: TaskAnswer | LumaFailure,
	now: number,
): Outcome | undefined {
	const isLate = now >= watch.deadline;
	if (!(fetched instanceof LumaFailure)) {
		forgetOutage(watch);
		delete watch.notFound;
		if (isEnded(fetched.task)) return { ...fetched, timedOut: false };
		return isLate ? { ...fetched, timedOut: true } : undefined;
	}
	if (fetched.code === 'taskNotFound') watch.notFound = (watch.notFound ?? 0) + 1;
	// A gateway that asks for patience is there; the limit bounds that.
	else if (fetched.code === 'rateLimit') forgetOutage(watch);
	else noteOutage(watch, now);
	if (!isPassing(fetched, watch, now)) return fetched;
	if (!isLate) return undefined;
	const { taskId } = watch;
	return { task: unknownTask(taskId), body: { taskId }, timedOut: true, lastFailure: fetched };
}

function forgetOutage(watch: AwaitedTask) {
	delete watch.failingSince;
	delete watch.failures;
}

function noteOutage(watch: AwaitedTask, now: number) {
	watch.failingSince ??= now;
	watch.failures = (watch.failures ?? 0) + 1;
}

function isPassing({ code, facts }: LumaFailure, watch: AwaitedTask, now: number): boolean {
	if (code === 'taskNotFound') return (watch.notFound ?? 0) <= TOLERATED_NOT_FOUND;
	const isShort =
		(failingForMs(watch, now) ?? 0) <= TOLERATED_OUTAGE_MS ||
		(watch.failures ?? 0) <= TOLERATED_FAILURES;
	return facts.retryable === true && isShort;
}

/**
 * The tasks to ask for in a round, where the gateway allows so many: those at their limit, then those
 * that were not asked for the longest time.
 */
export function selectDue<T extends AwaitedTask>(open: T[], most: number, now: number): T[] {
	const ranks = new Map<string, number>();
	for (const { taskId, deadline, askedAt = 0 } of open) {
		const rank = now >= deadline ? -1 : askedAt;
		ranks.set(taskId, Math.min(rank, ranks.get(taskId) ?? Infinity));
	}
	if (ranks.size <= most) return open;
	const first = [...ranks].sort(([, one], [, other]) => one - other).slice(0, most);
	const chosen = new Set(first.map(([taskId]) => taskId));
	const asked = open.filter(({ taskId }) => chosen.has(taskId));
	for (const task of asked) task.askedAt = now;
	return asked;
}

/** When its wait ends, or at the latest where no request is left for a last look by then. */
export const nextLimit = ({ deadline }: AwaitedTask, now: number) =>
	now < deadline ? deadline : deadline + LATEST_LOOK_MS;

/** @returns the outcome of a task whose turn to be asked for did not come, long after its limit */
export function evaluateUnread(watch: AwaitedTask, now: number): Outcome | undefined {
	if (now < watch.deadline + LATEST_LOOK_MS) return undefined;
	const { taskId } = watch;
	const lastFailure = new LumaFailure(
		'rateLimit',
		'Too many tasks were waited for: the requests a minute that the gateway allows did not reach for a last look at this one',
		"Give 'Wait' fewer items at a time, or a longer 'Timeout'.",
		{ taskId, retryable: true },
	);
	return { task: unknownTask(taskId), body: { taskId }, timedOut: true, lastFailure };
}

/** For how long reading the task has failed; `undefined` where the last read did not. */
export const failingForMs = ({ failingSince }: AwaitedTask, now: number) =>
	failingSince === undefined ? undefined : now - failingSince;
