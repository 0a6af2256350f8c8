import { sleep } from 'n8n-workflow';

/** Time as the waiting sees it; tests bring their own. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** Returns early, without throwing, once the execution is stopped. */
	sleep(milliseconds: number): Promise<void>;
	/** Whether the user, or n8n's own limit, stopped the execution. */
	isStopped(): boolean;
}

/** Short enough that Stop is honoured within a second on every n8n: older ones cannot wake `sleep`. */
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
