/** What decides when to poll next. */
export interface PollState {
	/** Since the wait began. */
	elapsedMs: number;
	/** The user's 'Poll Interval'. */
	intervalMs?: number;
	/** Whether the gateway reports all tasks as queued, or did so before. */
	queue?: 'now' | 'before';
	/** How long the gateway expects the first of the tasks to take. */
	estimateMs?: number;
	/** How many tasks the last check read. */
	tasksRead: number;
	tasksPerMinute?: number;
	/** For how long reads have failed; absent if the last one did not. */
	failingForMs?: number;
	/** What the gateway asked for. */
	retryAfterMs?: number;
}

/** Shortest poll interval. On average a result is seen half an interval late: 2 s of a video of 20 s. */
const SHORTEST_MS = 3_800;
const LONGEST_MS = 15_000;
const LONGEST_BACKOFF_MS = 60_000;
/** Estimates are whole seconds. */
const AFTER_ESTIMATE_MS = 500;

/** Milliseconds until the next poll. docs/generated/benchmarks.md has the lag and the number of requests. */
export function nextDelay(state: PollState): number {
	const rateLimit = rateLimitMs(state.tasksRead, state.tasksPerMinute);
	// As long again as reads have failed already, which doubles each pause.
	const backoff =
		state.failingForMs === undefined
			? 0
			: clamp(state.failingForMs, SHORTEST_MS, LONGEST_BACKOFF_MS);
	const usual = state.intervalMs ?? withEstimate(usualInterval(state), state.estimateMs);
	return Math.round(Math.max(usual, rateLimit, backoff, state.retryAfterMs ?? 0));
}

/**
 * A video takes from half a minute to ten. An interval in proportion to the time waited so far keeps
 * the lag small against the render time, and the requests few. Polls saved while the task was queued
 * are spent in the first two minutes of rendering, when most videos finish.
 */
function usualInterval({ elapsedMs, queue }: PollState): number {
	if (queue === 'now') return LONGEST_MS;
	// The shortest one for 20 seconds, as long as a fast video takes.
	if (!queue) return clamp((elapsedMs - 8_000) / 3, SHORTEST_MS, LONGEST_MS);
	return clamp(elapsedMs / 5, SHORTEST_MS, clamp(elapsedMs / 18, 7_000, LONGEST_MS));
}

/** Just after the end that the gateway expects; but its estimate may be wrong, or never change. */
const withEstimate = (usualMs: number, estimateMs?: number) =>
	estimateMs === undefined
		? usualMs
		: clamp(estimateMs + AFTER_ESTIMATE_MS, usualMs / 2, LONGEST_MS);

/**
 * Milliseconds that the gateway's rate limit asks for after reading this many tasks; 0 without a
 * limit. At most a minute, since no check reads more than the limit allows in one.
 */
export const rateLimitMs = (tasks: number, tasksPerMinute?: number) =>
	tasksPerMinute ? (Math.min(tasks, tasksPerMinute) * 60_000) / tasksPerMinute : 0;

const clamp = (value: number, least: number, most: number) =>
	Math.min(Math.max(value, least), most);
