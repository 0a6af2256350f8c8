import { LumaFailure } from '../task/failure';
import type { Clock } from './clock';

export interface RetryOptions<T> {
	/** Before each further attempt; their number is that of the retries. */
	pausesMs: readonly number[];
	clock: Clock;
	isFinal(result: T): boolean;
	/** The pause that a result asks for, if longer; `undefined` gives up. */
	pauseMs?(result: T, usualMs: number): number | undefined;
}

/**
 * Repeats a read, which costs nothing, until its result is final or the retries are used up. Never for a
 * submit.
 *
 * @param attempt gets the result of the attempt before
 * @returns the last result
 */
export async function retry<T>(
	attempt: (before?: T) => Promise<T>,
	{ pausesMs, clock, isFinal, pauseMs = (_, usualMs) => usualMs }: RetryOptions<T>,
): Promise<T> {
	let result = await attempt();
	for (const usualMs of pausesMs) {
		const pause = isFinal(result) ? undefined : pauseMs(result, usualMs);
		if (pause === undefined || clock.isStopped()) break;
		await clock.sleep(pause);
		result = await attempt(result);
	}
	return result;
}

/** The longest `Retry-After` among results, in milliseconds; 0 if none has one. */
export const longestRetryAfterMs = (results: Iterable<unknown>) =>
	[...results].reduce<number>(
		(longest, result) =>
			result instanceof LumaFailure ? Math.max(longest, result.facts.retryAfterMs ?? 0) : longest,
		0,
	);
