import type { Clock } from '../../nodes/Luma/waiting/clock';

/** The time of both the node and the emulator. A sleep advances it without waiting. */
export const time = {
	now: Date.UTC(2026, 0, 15, 12),
	/** The milliseconds of each sleep so far. */
	slept: [] as number[],
	/** Called before each sleep, e.g. to press Stop. */
	onSleep: undefined as (() => Promise<void> | void) | undefined,
};

export function resetTime() {
	time.slept = [];
	time.onSleep = undefined;
}

/** Replaces `hostClock`, by `jest.mock`. */
export const hostClock = (signal?: AbortSignal): Clock => ({
	now: () => time.now,
	isStopped: () => signal?.aborted ?? false,
	async sleep(milliseconds) {
		await time.onSleep?.();
		time.slept.push(milliseconds);
		if (!signal?.aborted) time.now += milliseconds;
	},
});
