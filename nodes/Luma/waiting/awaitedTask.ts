import { LumaFailure } from '../task/failure';
import type { TaskAnswer } from '../task/task';
import { isEnded, unknownTask } from '../task/task';

/** A task that a wait is for. Plain data, since a suspended execution stores it. */
export interface AwaitedTask {
	taskId: string;
	timeoutSeconds: number;
	/** When the timeout falls; milliseconds since 1970. */
	deadline: number;
	/** Since when reads have failed with a passing cause; milliseconds since 1970. */
	failingSince?: number;
	/** How many reads in a row failed this way. */
	failures?: number;
	/** How many answers in a row did not know the task. */
	notFound?: number;
	/** When the task was last read, where a rate limit spreads the reads; milliseconds since 1970. */
	readAt?: number;
}

/** How the wait for a task ended. `lastFailure`: why its state at the timeout is unknown. */
export type Outcome = (TaskAnswer & { timedOut: boolean; lastFailure?: LumaFailure }) | LumaFailure;

/** An outage that a wait survives; longer than a gateway's restart or a lost connection. */
const TOLERATED_OUTAGE_MS = 10 * 60_000;
/** Minimum consecutive failures before a task counts as lost, however far apart they are. */
const TOLERATED_FAILURES = 3;
/** How late the final check may run when the gateway's rate limit delays it. */
const LATEST_CHECK_MS = 60_000;
/** A task can be unknown for a moment after its submit (docs/gateways.md#unknown-tasks). */
const TOLERATED_NOT_FOUND = 3;

/**
 * Records what a read found.
 *
 * @returns the outcome, once the task has ended, timed out or is lost
 */
export function evaluate(
	awaited: AwaitedTask,
	fetched: TaskAnswer | LumaFailure,
	now: number,
): Outcome | undefined {
	const isLate = now >= awaited.deadline;
	if (!(fetched instanceof LumaFailure)) {
		forgetOutage(awaited);
		delete awaited.notFound;
		if (isEnded(fetched.task)) return { ...fetched, timedOut: false };
		return isLate ? { ...fetched, timedOut: true } : undefined;
	}
	if (fetched.code === 'taskNotFound') awaited.notFound = (awaited.notFound ?? 0) + 1;
	// A gateway that asks for patience is up; the timeout bounds the patience.
	else if (fetched.code === 'rateLimit') forgetOutage(awaited);
	else recordOutage(awaited, now);
	if (!isPassing(fetched, awaited, now)) return fetched;
	if (!isLate) return undefined;
	const { taskId } = awaited;
	return { task: unknownTask(taskId), body: { taskId }, timedOut: true, lastFailure: fetched };
}

function forgetOutage(awaited: AwaitedTask) {
	delete awaited.failingSince;
	delete awaited.failures;
}

function recordOutage(awaited: AwaitedTask, now: number) {
	awaited.failingSince ??= now;
	awaited.failures = (awaited.failures ?? 0) + 1;
}

function isPassing({ code, facts }: LumaFailure, awaited: AwaitedTask, now: number): boolean {
	if (code === 'taskNotFound') return (awaited.notFound ?? 0) <= TOLERATED_NOT_FOUND;
	const isShort =
		(failingForMs(awaited, now) ?? 0) <= TOLERATED_OUTAGE_MS ||
		(awaited.failures ?? 0) <= TOLERATED_FAILURES;
	return facts.retryable === true && isShort;
}

/**
 * The tasks to read in this check, at most `quota` of them: first those past their deadline, then
 * those that were read longest ago.
 */
export function selectDue<T extends AwaitedTask>(open: T[], quota: number, now: number): T[] {
	const ranks = new Map<string, number>();
	for (const { taskId, deadline, readAt = 0 } of open) {
		const rank = now >= deadline ? -1 : readAt;
		ranks.set(taskId, Math.min(rank, ranks.get(taskId) ?? Infinity));
	}
	if (ranks.size <= quota) return open;
	const first = [...ranks].sort(([, one], [, other]) => one - other).slice(0, quota);
	const chosen = new Set(first.map(([taskId]) => taskId));
	const due = open.filter(({ taskId }) => chosen.has(taskId));
	for (const task of due) task.readAt = now;
	return due;
}

/** When the wait for a task ends: at its deadline, or later where no request is left for a final check. */
export const nextLimit = ({ deadline }: AwaitedTask, now: number) =>
	now < deadline ? deadline : deadline + LATEST_CHECK_MS;

/** @returns the outcome of a task that was not read, long after its deadline */
export function evaluateUnread(awaited: AwaitedTask, now: number): Outcome | undefined {
	if (now < awaited.deadline + LATEST_CHECK_MS) return undefined;
	const { taskId } = awaited;
	const lastFailure = new LumaFailure(
		'rateLimit',
		"The gateway's rate limit left no request for a final check of this task",
		"Give 'Wait' fewer items at a time, or raise 'Timeout'.",
		{ taskId, retryable: true },
	);
	return { task: unknownTask(taskId), body: { taskId }, timedOut: true, lastFailure };
}

/** For how long reads of the task have failed; `undefined` if the last one did not. */
export const failingForMs = ({ failingSince }: AwaitedTask, now: number) =>
	failingSince === undefined ? undefined : now - failingSince;
