import type { Clock } from '../../nodes/Luma/waiting/clock';

/** Time of the node and of the emulator in one: a sleep moves it on at once. */
export const time = {
	now: Date.UTC(2026, 0, 15, 12),
	/** Milliseconds of every sleep so far. */
	slept: [] as number[],
	/** Called before each sleep, e.g. to press Stop. */
	onSleep: undefined as (() => Promise<void> | void) | undefined,
};

export function resetTime() {
	time.slept = [];
	time.onSleep = undefined;
}

/** Stands in for `hostClock` by `jest.mock`. */
export const hostClock = (signal?: AbortSignal): Clock => ({
	now: () => time.now,
	isStopped: () => signal?.aborted ?? false,
	async sleep(milliseconds) {
		await time.onSleep?.();
		time.slept.push(milliseconds);
		if (!signal?.aborted) time.now += milliseconds;
	},
});
