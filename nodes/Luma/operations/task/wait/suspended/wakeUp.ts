import { firstSuspension, nextSuspension, SHORTEST_SUSPENSION_MS } from './suspensionSchedule';

/** When the inner execution wakes up, and whom it works for. */
export interface WakeUp {
	/** The outer execution, which is suspended until the inner one ends. */
	executionId: string;
	intervalMs: number;
	continueOnFail: boolean;
	/** Random: an answer of a gateway cannot hold it, and so cannot pass for the node's own state. */
	token: string;
	/** When n8n resumes the inner execution; milliseconds since 1970. */
	wakeAt: number;
	/** When the tasks are checked again; milliseconds since 1970. */
	checkAt: number;
}

type Settings = Omit<WakeUp, 'wakeAt' | 'checkAt'>;

/** Longest sleep of the inner execution, and so the longest it can outlive Stop. */
const LONGEST_SLEEP_MS = 180_000;

/** What decides when to check again: the deadlines that are left, or an earlier decision. */
type Next = { deadlines: number[]; pauseMs?: number; isFirst?: boolean } | { checkAt: number };

export function planWakeUp(settings: Settings, now: number, next: Next): WakeUp {
	const checkAt = 'checkAt' in next ? next.checkAt : now + untilNextCheck(settings, now, next);
	return { ...settings, checkAt, wakeAt: now + sleepMs(checkAt - now) };
}

/** The time until the next check in equal parts that are short enough. */
function sleepMs(leftMs: number): number {
	const sleeps = Math.max(1, Math.ceil(leftMs / LONGEST_SLEEP_MS));
	return Math.max(Math.ceil(leftMs / sleeps), SHORTEST_SUSPENSION_MS);
}

function untilNextCheck(
	{ intervalMs, executionId }: Settings,
	now: number,
	{ deadlines, pauseMs = 0, isFirst = false }: Exclude<Next, { checkAt: number }>,
): number {
	const leftMs = Math.min(...deadlines) - now;
	const isShort = isFirst && pauseMs <= SHORTEST_SUSPENSION_MS;
	return isShort
		? firstSuspension(leftMs, intervalMs)
		: nextSuspension(leftMs, intervalMs, { pauseMs, share: shareOf(executionId) });
}

const GOLDEN_RATIO = 0.618_033_988_749_895;

/** From 0 to 1, spread evenly over executions with neighbouring IDs. */
const shareOf = (executionId: string) => (Number(executionId) * GOLDEN_RATIO) % 1 || 0;
