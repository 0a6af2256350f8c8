import { nextSuspension } from './schedule';

/** Under this key, each item of the inner execution carries how its round goes. */
export const ROUND = 'lumaWaitRound';

/** How the rounds go; the same in all items. */
export interface Round {
	/** The execution that is parked on the inner one. */
	executionId: string;
	intervalMs: number;
	continueOnFail: boolean;
	/** When n8n takes the inner execution up again; ISO 8601. */
	wakeAt: string;
	/** When the gateway is asked again; milliseconds since 1970. */
	askAt: number;
}

/** How long the inner execution sleeps at most: so long can it outlive a Stop. */
const LONGEST_SLEEP_MS = 180_000;

/** What decides when the gateway is asked again: the limits that are left, or an earlier decision. */
type Next = { deadlines: number[]; pauseMs?: number } | { askAt: number };

export function nextRound(round: Omit<Round, 'wakeAt' | 'askAt'>, now: number, next: Next): Round {
	const askAt = 'askAt' in next ? next.askAt : now + untilNextLook(round.intervalMs, now, next);
	const sleepMs = nextSuspension(askAt - now, LONGEST_SLEEP_MS);
	return { ...round, askAt, wakeAt: new Date(now + sleepMs).toISOString() };
}

const untilNextLook = (
	intervalMs: number,
	now: number,
	{ deadlines, pauseMs = 0 }: { deadlines: number[]; pauseMs?: number },
) => nextSuspension(Math.min(...deadlines) - now, Math.max(intervalMs, pauseMs));
