/** What decides when to ask for the tasks again. */
export interface Pace {
	/** Since the waiting began. */
	elapsedMs: number;
	/** The user's own interval. */
	intervalMs?: number;
	/** Requests that one round takes. */
	requests: number;
	requestsPerMinute?: number;
	/** For how long the reads have failed; absent where the last one did not. */
	failingForMs?: number;
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
	const limit = paceMs(pace.requests, pace.requestsPerMinute);
	// As long again as it has failed already: each pause doubles that.
	const backoff =
		pace.failingForMs === undefined
			? 0
			: clamp(pace.failingForMs, SHORTEST_MS, LONGEST_AFTER_FAILURE_MS);
	return Math.round(Math.max(usual, limit, backoff, pace.retryAfterMs ?? 0));
}

/** Milliseconds that so many requests take at a gateway's limit; 0 where it has none. */
export const paceMs = (requests: number, requestsPerMinute?: number) =>
	requestsPerMinute ? (requests * 60_000) / requestsPerMinute : 0;

const clamp = (value: number, least: number, most: number) =>
	Math.min(Math.max(value, least), most);

/**
 * n8n looks once a minute for executions to resume, with those of the next 70 seconds in view: a
 * suspension that is shorter can end a minute late (n8n-internals.md 2).
 */
export const SHORTEST_SUSPENSION_MS = 66_000;

/**
 * Milliseconds until the next look at suspended tasks: about `intervalMs`, such that a last look
 * falls on the nearest limit.
 */
export function nextSuspension(leftMs: number, intervalMs: number): number {
	const rounds = Math.max(1, Math.floor(leftMs / intervalMs));
	return Math.max(Math.ceil(leftMs / rounds), SHORTEST_SUSPENSION_MS);
}
