import { sleep } from 'n8n-workflow';

/** Time as the waiting code sees it. Tests inject their own. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** Resolves early, without throwing, once the execution is stopped. */
	sleep(milliseconds: number): Promise<void>;
	/** Whether the user, or n8n's own timeout, stopped the execution. */
	isStopped(): boolean;
}

/** Short enough to honor Stop within a second on every n8n: older ones cannot interrupt `sleep`. */
const SLICE_MS = 500;

export function hostClock(signal?: AbortSignal): Clock {
	const isStopped = () => signal?.aborted ?? false;
	return {
		now: () => Date.now(),
		isStopped,
		async sleep(milliseconds) {
			const until = Date.now() + milliseconds;
			for (let left = milliseconds; left > 0 && !isStopped(); left = until - Date.now()) {
				await sleep(Math.min(left, SLICE_MS));
			}
		},
	};
}
