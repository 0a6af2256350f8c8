import type { Pace } from '../../../nodes/Luma/waiting/schedule';
import {
	nextDelay,
	nextSuspension,
	SHORTEST_SUSPENSION_MS,
} from '../../../nodes/Luma/waiting/schedule';

const delayOf = (pace: Partial<Pace> = {}) => nextDelay({ elapsedMs: 0, requests: 1, ...pace });

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
		[0, 4_000],
		[4_000, 4_000],
		[8_000, 8_000],
		[32_000, 32_000],
		[64_000, 60_000],
		[3_600_000, 60_000],
	])(
		'after %i ms without an answer is as long again, up to a minute: %i',
		(failingForMs, delay) => {
			expect(delayOf({ failingForMs })).toBe(delay);
		},
	);

	it('is at least as long as the gateway asks for', () => {
		expect(delayOf({ retryAfterMs: 60_000 })).toBe(60_000);
		expect(delayOf({ retryAfterMs: 90_000, intervalMs: 5_000, failingForMs: 16_000 })).toBe(90_000);
		expect(delayOf({ retryAfterMs: 1_000 })).toBe(4_000);
	});

	it('is a whole number', () => {
		expect(delayOf({ elapsedMs: 33_333 })).toBe(6_667);
		expect(Number.isInteger(delayOf({ requests: 7, requestsPerMinute: 9 }))).toBe(true);
	});
});

describe('the time until a suspended execution looks again', () => {
	it.each([
		[900_000, 66_000, 69_231],
		[132_000, 66_000, 66_000],
		[131_000, 66_000, 131_000],
		[86_400_000, 180_000, 180_000],
		[900_000, 3_600_000, 900_000],
	])('with %i ms left, about every %i ms, is %i', (left, interval, delay) => {
		expect(nextSuspension(left, interval)).toBe(delay);
	});

	it.each([-5_000, 0, 1_000, 65_999])('is never shorter than n8n can do: %i ms left', (left) => {
		expect(nextSuspension(left, 66_000)).toBe(SHORTEST_SUSPENSION_MS);
		expect(nextSuspension(left, 1_000)).toBe(SHORTEST_SUSPENSION_MS);
	});

	it('ends on the limit, whatever it is', () => {
		for (let limit = 66_000; limit < 4_000_000; limit += 12_345) {
			let left = limit;
			while (left > 0) left -= nextSuspension(left, 66_000);
			expect(Math.abs(left)).toBeLessThan(100);
		}
	});
});
