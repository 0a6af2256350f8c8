/** What decides when to ask for the tasks again. */
export interface Pace {
	/** Since the waiting began. */
	elapsedMs: number;
	/** The user's own interval. */
	intervalMs?: number;
	/** What the gateway says of the tasks' queue: all wait in it, or it spoke of one before. */
	queue?: 'now' | 'before';
	/** How long the first of the tasks still takes, by the gateway's own word. */
	estimateMs?: number;
	/** Tasks that were asked for in this round. */
	asked: number;
	tasksPerMinute?: number;
	/** For how long the reads have failed; absent where the last one did not. */
	failingForMs?: number;
	/** What the gateway asked for. */
	retryAfterMs?: number;
}

/** Between two looks of a poll, at the least: it comes out half of that late, and 2 s of a video of 20 s are enough. */
const SHORTEST_MS = 3_800;
const LONGEST_MS = 15_000;
const LONGEST_AFTER_FAILURE_MS = 60_000;
/** The estimates are whole seconds. */
const AFTER_ESTIMATE_MS = 500;

/** Milliseconds until the next round. docs/benchmarks.md shows what lag and how many requests it comes to. */
export function nextDelay(pace: Pace): number {
	const limit = paceMs(pace.asked, pace.tasksPerMinute);
	// As long again as it has failed already: each pause doubles that.
	const backoff =
		pace.failingForMs === undefined
			? 0
			: clamp(pace.failingForMs, SHORTEST_MS, LONGEST_AFTER_FAILURE_MS);
	const usual = pace.intervalMs ?? withEstimate(ownInterval(pace), pace.estimateMs);
	return Math.round(Math.max(usual, limit, backoff, pace.retryAfterMs ?? 0));
}

/**
 * A video takes from half a minute to ten: a part of the time waited so far keeps the lag small against
 * the render time, and the requests few. A gateway that told of the queue has saved requests by that;
 * they go to the first two minutes, in which most videos end.
 */
function ownInterval({ elapsedMs, queue }: Pace): number {
	if (queue === 'now') return LONGEST_MS;
	// The shortest for 20 seconds, as long as a fast video takes.
	if (!queue) return clamp((elapsedMs - 8_000) / 3, SHORTEST_MS, LONGEST_MS);
	return clamp(elapsedMs / 5, SHORTEST_MS, clamp(elapsedMs / 18, 7_000, LONGEST_MS));
}

/** Just after the end that the gateway expects; but it may be wrong, or always say the same. */
const withEstimate = (usualMs: number, estimateMs?: number) =>
	estimateMs === undefined
		? usualMs
		: clamp(estimateMs + AFTER_ESTIMATE_MS, usualMs / 2, LONGEST_MS);

/**
 * Milliseconds that so many tasks take at a gateway's limit; 0 where it has none. A minute at the most:
 * no round asks for more than the limit lets through.
 */
export const paceMs = (tasks: number, tasksPerMinute?: number) =>
	tasksPerMinute ? (Math.min(tasks, tasksPerMinute) * 60_000) / tasksPerMinute : 0;

const clamp = (value: number, least: number, most: number) =>
	Math.min(Math.max(value, least), most);

/**
 * n8n looks once a minute for executions to resume, with those of the next 70 seconds in view
 * (n8n-internals.md 2): after this time it takes them up to the second.
 */
export const USUAL_SUSPENSION_MS = 66_000;

/** A shorter suspension ends with n8n's next look: after this time at the least, after a minute at the most. */
export const SHORTEST_SUSPENSION_MS = 25_000;

/** n8n's look once a minute brings executions together; from then on they look this far apart. */
const SPREAD_MS = 5_000;

/**
 * Milliseconds until the next look at suspended tasks: about `intervalMs`, such that a last look
 * falls on the nearest limit.
 *
 * @param how the pause that the gateway needs, in milliseconds; and how much of the spread this execution
 *   looks sooner, from 0 to 1
 */
export function nextSuspension(
	leftMs: number,
	intervalMs: number,
	{ pauseMs = 0, share = 0 }: { pauseMs?: number; share?: number } = {},
): number {
	const interval = Math.max(intervalMs, pauseMs, USUAL_SUSPENSION_MS);
	const rounds = Math.max(1, Math.floor(leftMs / interval));
	const usual = Math.max(Math.ceil(leftMs / rounds), USUAL_SUSPENSION_MS);
	const isSpread = interval === USUAL_SUSPENSION_MS && rounds > 1;
	return isSpread ? Math.max(usual - Math.round(share * SPREAD_MS), pauseMs) : usual;
}

/** Milliseconds until the first of these looks: shorter where nothing speaks against it, for videos that are done soon. */
export function firstSuspension(leftMs: number, intervalMs: number): number {
	const isUsual = intervalMs <= USUAL_SUSPENSION_MS;
	const isFarFromLimit = leftMs >= SHORTEST_SUSPENSION_MS + USUAL_SUSPENSION_MS;
	if (isUsual && isFarFromLimit) return SHORTEST_SUSPENSION_MS;
	return nextSuspension(leftMs, intervalMs);
}
