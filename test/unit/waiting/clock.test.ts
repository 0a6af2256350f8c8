import { hostClock } from '../../../nodes/Luma/waiting/clock';

describe("the host's clock", () => {
	const NOW = Date.parse('2026-04-08T12:00:00.000Z');
	beforeEach(() => jest.useFakeTimers({ now: NOW }));
	afterEach(() => jest.useRealTimers());

	/** Tracks whether a promise has settled. */
	function watch(promise: Promise<void>) {
		const watched = { ended: false };
		void promise.then(() => (watched.ended = true));
		return watched;
	}

	it('returns the current time', () => {
		expect(hostClock().now()).toBe(NOW);
	});

	it('sleeps for the given time', async () => {
		const nap = watch(hostClock().sleep(3_200));
		await jest.advanceTimersByTimeAsync(3_199);
		expect(nap.ended).toBe(false);
		await jest.advanceTimersByTimeAsync(1);
		expect(nap.ended).toBe(true);
	});

	it.each([0, -5])('does not sleep for %i ms', async (milliseconds) => {
		const nap = watch(hostClock().sleep(milliseconds));
		await jest.advanceTimersByTimeAsync(0);
		expect(nap.ended).toBe(true);
	});

	it('wakes up within a second after Stop', async () => {
		const controller = new AbortController();
		const clock = hostClock(controller.signal);
		const nap = watch(clock.sleep(3_600_000));
		await jest.advanceTimersByTimeAsync(10_300);
		expect(nap.ended).toBe(false);
		expect(clock.isStopped()).toBe(false);
		controller.abort();
		await jest.advanceTimersByTimeAsync(1_000);
		expect(nap.ended).toBe(true);
		expect(clock.isStopped()).toBe(true);
	});

	it('does not sleep after Stop', async () => {
		const controller = new AbortController();
		controller.abort();
		const nap = watch(hostClock(controller.signal).sleep(60_000));
		await jest.advanceTimersByTimeAsync(0);
		expect(nap.ended).toBe(true);
	});

	it('is never stopped if the host has no cancel signal', () => {
		expect(hostClock().isStopped()).toBe(false);
	});
});
