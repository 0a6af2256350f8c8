import {
	firstSuspension,
	nextSuspension,
	SHORTEST_SUSPENSION_MS,
} from '../../../../waiting/pollSchedule';

/** Under this key, each item of the inner execution carries how its round goes. */
export const ROUND = 'lumaWaitRound';

/** How the rounds go; the same in all items. */
export interface WakeUp {
	/** The execution that is parked on the inner one. */
	executionId: string;
	intervalMs: number;
	continueOnFail: boolean;
	/** When n8n takes the inner execution up again; milliseconds since 1970. */
	wakeAt: number;
	/** When the gateway is asked again; milliseconds since 1970. */
	askAt: number;
}

/** How long the inner execution sleeps at most: so long can it outlive a Stop. */
const LONGEST_SLEEP_MS = 180_000;

/** What decides when the gateway is asked again: the limits that are left, or an earlier decision. */
type Next = { deadlines: number[]; pauseMs?: number; isFirst?: boolean } | { askAt: number };

export function planWakeUp(
	round: Omit<WakeUp, 'wakeAt' | 'askAt'>,
	now: number,
	next: Next,
): WakeUp {
	const askAt = 'askAt' in next ? next.askAt : now + untilNextLook(round, now, next);
	return { ...round, askAt, wakeAt: now + sleepMs(askAt - now) };
}

/** Until the next look at the gateway, in equal parts that are short enough. */
function sleepMs(leftMs: number): number {
	const sleeps = Math.max(1, Math.ceil(leftMs / LONGEST_SLEEP_MS));
	return Math.max(Math.ceil(leftMs / sleeps), SHORTEST_SUSPENSION_MS);
}

function untilNextLook(
	{ intervalMs, executionId }: Omit<WakeUp, 'wakeAt' | 'askAt'>,
	now: number,
	{ deadlines, pauseMs = 0, isFirst = false }: Exclude<Next, { askAt: number }>,
): number {
	const leftMs = Math.min(...deadlines) - now;
	const isShort = isFirst && pauseMs <= SHORTEST_SUSPENSION_MS;
	return isShort
		? firstSuspension(leftMs, intervalMs)
		: nextSuspension(leftMs, intervalMs, { pauseMs, share: shareOf(executionId) });
}

const GOLDEN_RATIO = 0.618_033_988_749_895;

/** From 0 to 1, evenly spread over any executions whose numbers are near each other. */
const shareOf = (executionId: string) => (Number(executionId) * GOLDEN_RATIO) % 1 || 0;
