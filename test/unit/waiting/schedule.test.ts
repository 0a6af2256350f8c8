import type { Pace } from '../../../nodes/Luma/waiting/schedule';
import { nextDelay } from '../../../nodes/Luma/waiting/schedule';

const delayOf = (pace: Partial<Pace> = {}) =>
	nextDelay({ elapsedMs: 0, requests: 1, failedRounds: 0, ...pace });

describe('the pause before the next round', () => {
	it.each([
		[0, 4_000],
		[5_000, 4_000],
		[20_000, 4_000],
		[30_000, 6_000],
		[60_000, 12_000],
		[75_000, 15_000],
		[120_000, 15_000],
		[3_600_000, 15_000],
	])('after %i ms is a fifth of that, from 4 to 15 seconds: %i', (elapsedMs, delay) => {
		expect(delayOf({ elapsedMs })).toBe(delay);
	});

	it.each([1_000, 4_000, 20_000, 3_600_000])('is %i ms where the user wants that', (intervalMs) => {
		expect(delayOf({ intervalMs, elapsedMs: 60_000 })).toBe(intervalMs);
	});

	it.each([
		[1, 30, 4_000],
		[2, 30, 4_000],
		[10, 30, 20_000],
		[60, 30, 120_000],
		[7, 60, 7_000],
	])('of %i requests at %i a minute is %i ms', (requests, requestsPerMinute, delay) => {
		expect(delayOf({ requests, requestsPerMinute })).toBe(delay);
	});

	it("keeps to the gateway's limit even where the user wants to be faster", () => {
		expect(delayOf({ intervalMs: 1_000, requests: 10, requestsPerMinute: 30 })).toBe(20_000);
	});

	it('has no limit where none is documented', () => {
		expect(delayOf({ requests: 500 })).toBe(4_000);
	});

	it.each([
		[1, 4_000],
		[2, 8_000],
		[3, 16_000],
		[4, 32_000],
		[5, 60_000],
		[6, 60_000],
		[50, 60_000],
	])('after %i rounds in a row that did not work is %i ms', (failedRounds, delay) => {
		expect(delayOf({ failedRounds })).toBe(delay);
	});

	it('is at least as long as the gateway asks for', () => {
		expect(delayOf({ retryAfterMs: 60_000 })).toBe(60_000);
		expect(delayOf({ retryAfterMs: 90_000, intervalMs: 5_000, failedRounds: 3 })).toBe(90_000);
		expect(delayOf({ retryAfterMs: 1_000 })).toBe(4_000);
	});

	it('is a whole number', () => {
		expect(delayOf({ elapsedMs: 33_333 })).toBe(6_667);
		expect(Number.isInteger(delayOf({ requests: 7, requestsPerMinute: 9 }))).toBe(true);
	});
});
