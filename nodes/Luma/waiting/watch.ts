import { LumaFailure } from '../task/failure';
import type { TaskAnswer } from '../task/task';
import { isEnded, unknownTask } from '../task/task';

/** A task that is waited for. Plain data, since a suspended execution stores it. */
export interface Watch {
	taskId: string;
	timeoutSeconds: number;
	/** When the limit comes; milliseconds since 1970. */
	deadline: number;
	/** Since when reading the task has failed in a passing way; milliseconds since 1970. */
	failingSince?: number;
	/** Answers in a row that knew no such task. */
	notFound?: number;
}

/** How the wait for one task came out. `lastFailure`: why its state at the limit is not known. */
export type Outcome = (TaskAnswer & { timedOut: boolean; lastFailure?: LumaFailure }) | LumaFailure;

/** An outage that a task survives; longer than a gateway's restart or a lost connection lasts. */
const TOLERATED_OUTAGE_MS = 10 * 60_000;
/** A task can be unknown for a moment after its submit (luma-apis.md 5.10). */
const TOLERATED_NOT_FOUND = 3;

/**
 * Notes what a round said of a task.
 *
 * @returns its outcome, once it is at its end, at its limit or lost
 */
export function settle(
	watch: Watch,
	fetched: TaskAnswer | LumaFailure,
	now: number,
): Outcome | undefined {
	const isLate = now >= watch.deadline;
	if (!(fetched instanceof LumaFailure)) {
		delete watch.failingSince;
		delete watch.notFound;
		if (isEnded(fetched.task)) return { ...fetched, timedOut: false };
		return isLate ? { ...fetched, timedOut: true } : undefined;
	}
	if (fetched.code === 'taskNotFound') watch.notFound = (watch.notFound ?? 0) + 1;
	// A gateway that asks for patience is there; the limit bounds that.
	else if (fetched.code === 'rateLimit') delete watch.failingSince;
	else watch.failingSince ??= now;
	if (!isPassing(fetched, watch, now)) return fetched;
	if (!isLate) return undefined;
	const { taskId } = watch;
	return { task: unknownTask(taskId), body: { taskId }, timedOut: true, lastFailure: fetched };
}

function isPassing({ code, facts }: LumaFailure, watch: Watch, now: number): boolean {
	if (code === 'taskNotFound') return (watch.notFound ?? 0) <= TOLERATED_NOT_FOUND;
	return facts.retryable === true && (failingForMs(watch, now) ?? 0) <= TOLERATED_OUTAGE_MS;
}

/** For how long reading the task has failed; `undefined` where the last read did not. */
export const failingForMs = ({ failingSince }: Watch, now: number) =>
	failingSince === undefined ? undefined : now - failingSince;
