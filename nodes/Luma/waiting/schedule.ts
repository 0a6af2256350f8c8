/** What decides when to ask for the tasks again. */
export interface Pace {
	/** Since the waiting began. */
	elapsedMs: number;
	/** The user's own interval. */
	intervalMs?: number;
	/** Requests that one round takes. */
	requests: number;
	requestsPerMinute?: number;
	/** Rounds in a row that ended in a passing failure. */
	failedRounds: number;
	/** What the gateway asked for. */
	retryAfterMs?: number;
}

const SHORTEST_MS = 4_000;
const LONGEST_MS = 15_000;
const LONGEST_AFTER_FAILURE_MS = 60_000;

/**
 * Milliseconds until the next round. A video takes from half a minute to ten: a fifth of the time
 * waited so far keeps the lag small against the render time, and the requests few.
 */
export function nextDelay(pace: Pace): number {
	const usual = pace.intervalMs ?? clamp(pace.elapsedMs / 5, SHORTEST_MS, LONGEST_MS);
	const limit = pace.requestsPerMinute ? (pace.requests * 60_000) / pace.requestsPerMinute : 0;
	const backoff = pace.failedRounds
		? Math.min(SHORTEST_MS * 2 ** (pace.failedRounds - 1), LONGEST_AFTER_FAILURE_MS)
		: 0;
	return Math.round(Math.max(usual, limit, backoff, pace.retryAfterMs ?? 0));
}

const clamp = (value: number, least: number, most: number) =>
	Math.min(Math.max(value, least), most);
