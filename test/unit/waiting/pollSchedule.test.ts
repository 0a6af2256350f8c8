import type { PollState } from '../../../nodes/Luma/waiting/pollSchedule';
import { nextDelay } from '../../../nodes/Luma/waiting/pollSchedule';
import {
	firstSuspension,
	nextSuspension,
	USUAL_SUSPENSION_MS,
} from '../../../nodes/Luma/operations/task/wait/suspended/suspensionSchedule';

const delayOf = (state: Partial<PollState> = {}) =>
	nextDelay({ elapsedMs: 0, tasksRead: 1, ...state });

describe('the pause before the next round', () => {
	it.each([
		[0, 3_800],
		[5_000, 3_800],
		[19_400, 3_800],
		[26_000, 6_000],
		[38_000, 10_000],
		[53_000, 15_000],
		[120_000, 15_000],
		[3_600_000, 15_000],
	])('after %i ms grows with that, from 3.8 to 15 seconds: %i', (elapsedMs, delay) => {
		expect(delayOf({ elapsedMs })).toBe(delay);
	});

	it.each([0, 1_000, 60_000, 3_600_000])('is the longest while all are queued', (elapsedMs) => {
		expect(delayOf({ elapsedMs, queue: 'now' })).toBe(15_000);
	});

	it.each([
		[15_000, 3_800],
		[19_000, 3_800],
		[30_000, 6_000],
		[35_000, 7_000],
		[60_000, 7_000],
		[126_000, 7_000],
		[180_000, 10_000],
		[270_000, 15_000],
		[3_600_000, 15_000],
	])('is shorter once a queue was seen: after %i ms it is %i', (elapsedMs, delay) => {
		expect(delayOf({ elapsedMs, queue: 'before' })).toBe(delay);
	});

	it.each([
		['just after the expected end', 60_000, 9_000, 9_500],
		['no longer than without it', 60_000, 600_000, 15_000],
		['no shorter than half as long', 60_000, 0, 7_500],
		['sooner at the beginning, where it is near', 0, 2_000, 2_500],
	])("goes by the gateway's estimate: %s", (_what, elapsedMs, estimateMs, delay) => {
		expect(delayOf({ elapsedMs, estimateMs })).toBe(delay);
		expect(delayOf({ elapsedMs, estimateMs, intervalMs: 30_000 })).toBe(30_000);
		expect(delayOf({ elapsedMs, estimateMs, retryAfterMs: 70_000 })).toBe(70_000);
	});

	it.each([1_000, 4_000, 20_000, 3_600_000])('is %i ms where the user wants that', (intervalMs) => {
		expect(delayOf({ intervalMs, elapsedMs: 60_000 })).toBe(intervalMs);
	});

	it.each([
		[1, 30, 3_800],
		[2, 30, 4_000],
		[10, 30, 20_000],
		[30, 30, 60_000],
		[60, 30, 60_000],
		[7, 60, 7_000],
	])('after %i tasks at %i a minute is %i ms', (tasksRead, tasksPerMinute, delay) => {
		expect(delayOf({ tasksRead, tasksPerMinute })).toBe(delay);
	});

	it("keeps to the gateway's limit even where the user wants to be faster", () => {
		expect(delayOf({ intervalMs: 1_000, tasksRead: 10, tasksPerMinute: 30 })).toBe(20_000);
	});

	it('has no limit where none is documented', () => {
		expect(delayOf({ tasksRead: 500 })).toBe(3_800);
	});

	it.each([
		[0, 3_800],
		[3_800, 3_800],
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
		expect(delayOf({ retryAfterMs: 1_000 })).toBe(3_800);
	});

	it('is a whole number', () => {
		expect(delayOf({ elapsedMs: 33_333 })).toBe(8_444);
		expect(Number.isInteger(delayOf({ tasksRead: 7, tasksPerMinute: 9 }))).toBe(true);
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
		expect(nextSuspension(left, 66_000)).toBe(USUAL_SUSPENSION_MS);
		expect(nextSuspension(left, 1_000)).toBe(USUAL_SUSPENSION_MS);
	});

	it.each([
		['by its share', 900_000, 66_000, 0.5, 66_731],
		['by its share, where a poll that fast was wanted', 900_000, 4_000, 1, 64_231],
		['never sooner than n8n wakes it up to the second', 3_960_000, 66_000, 1, 61_000],
		['but not before the last look', 131_000, 66_000, 1, 131_000],
		['but not before a longer interval that was wanted', 900_000, 90_000, 1, 90_000],
	])('is shorter %s', (_what, left, interval, share, delay) => {
		expect(nextSuspension(left, interval, { share })).toBe(delay);
	});

	it.each([
		[60_000, 61_000],
		[63_000, 63_000],
		[66_000, 66_000],
		[90_000, 90_000],
	])('is no shorter than the pause that the gateway needs: %i ms', (pauseMs, delay) => {
		expect(nextSuspension(7_920_000, 66_000, { pauseMs, share: 1 })).toBe(delay);
	});

	it.each([
		[66_000, 0],
		[66_000, 0.3],
		[66_000, 1],
		[4_000, 0.3],
	])('ends on the limit, whatever that is: every %i ms, share %d', (interval, share) => {
		for (let limit = 66_000; limit < 4_000_000; limit += 12_345) {
			let left = limit;
			while (left > 0) left -= nextSuspension(left, interval, { share });
			expect(Math.abs(left)).toBeLessThan(100);
		}
	});
});

describe('the time until a suspended execution looks for the first time', () => {
	it.each([91_000, 900_000, 86_400_000])('is short with %i ms left', (left) => {
		expect(firstSuspension(left, 66_000)).toBe(25_000);
		expect(firstSuspension(left, 1_000)).toBe(25_000);
	});

	it.each([
		['a limit that would come too soon after it', 90_999, 66_000],
		['an interval that is longer', 900_000, 90_000],
	])('is the usual one with %s', (_what, left, interval) => {
		expect(firstSuspension(left, interval)).toBe(nextSuspension(left, interval));
	});
});
