import { LumaFailure } from '../task/failure';

/** The longest pause that the failures of a round ask for, in milliseconds; 0 if none does. */
export const longestRetryAfterMs = (round: Iterable<unknown>) =>
	[...round].reduce<number>(
		(longest, read) =>
			read instanceof LumaFailure ? Math.max(longest, read.facts.retryAfterMs ?? 0) : longest,
		0,
	);
