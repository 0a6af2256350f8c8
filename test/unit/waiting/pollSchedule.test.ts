import type { PollState } from '../../../nodes/Luma/waiting/pollSchedule';
import { nextDelay } from '../../../nodes/Luma/waiting/pollSchedule';
import {
	firstSuspension,
	nextSuspension,
	USUAL_SUSPENSION_MS,
} from '../../../nodes/Luma/operations/task/wait/suspended/suspensionSchedule';

const delayOf = (state: Partial<PollState> = {}) =>
	nextDelay({ elapsedMs: 0, tasksRead: 1, ...state });

describe('the pause before the next poll', () => {
	it.each([
		[0, 3_800],
		[5_000, 3_800],
		[19_400, 3_800],
		[26_000, 6_000],
		[38_000, 10_000],
		[53_000, 15_000],
		[120_000, 15_000],
		[3_600_000, 15_000],
	])(
		'grows with the time waited from 3.8 to 15 seconds: after %i ms it is %i',
		(elapsedMs, delay) => {
			expect(delayOf({ elapsedMs })).toBe(delay);
		},
	);

	it.each([0, 1_000, 60_000, 3_600_000])(
		'is the longest while all tasks are queued: after %i ms',
		(elapsedMs) => {
			expect(delayOf({ elapsedMs, queue: 'now' })).toBe(15_000);
		},
	);

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
	])('is shorter after a queue: after %i ms it is %i', (elapsedMs, delay) => {
		expect(delayOf({ elapsedMs, queue: 'before' })).toBe(delay);
	});

	it.each([
		['just after the expected end', 60_000, 9_000, 9_500],
		['no longer than without an estimate', 60_000, 600_000, 15_000],
		['at least half as long as without an estimate', 60_000, 0, 7_500],
		['sooner at the beginning if the end is near', 0, 2_000, 2_500],
	])("follows the gateway's estimate: %s", (_what, elapsedMs, estimateMs, delay) => {
		expect(delayOf({ elapsedMs, estimateMs })).toBe(delay);
		expect(delayOf({ elapsedMs, estimateMs, intervalMs: 30_000 })).toBe(30_000);
		expect(delayOf({ elapsedMs, estimateMs, retryAfterMs: 70_000 })).toBe(70_000);
	});

	it.each([1_000, 4_000, 20_000, 3_600_000])('is %i ms if the user wants that', (intervalMs) => {
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

	it("respects the gateway's rate limit even if the user wants to be faster", () => {
		expect(delayOf({ intervalMs: 1_000, tasksRead: 10, tasksPerMinute: 30 })).toBe(20_000);
	});

	it('does not depend on the number of tasks if no rate limit is documented', () => {
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
	])('after %i ms of failed reads is as long again, up to a minute: %i', (failingForMs, delay) => {
		expect(delayOf({ failingForMs })).toBe(delay);
	});

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

describe('the time until the next check of a suspended execution', () => {
	it.each([
		[900_000, 66_000, 69_231],
		[132_000, 66_000, 66_000],
		[131_000, 66_000, 131_000],
		[86_400_000, 180_000, 180_000],
		[900_000, 3_600_000, 900_000],
	])('with %i ms left and an interval of %i ms is %i', (left, interval, delay) => {
		expect(nextSuspension(left, interval)).toBe(delay);
	});

	it.each([-5_000, 0, 1_000, 65_999])('is never shorter than n8n supports: %i ms left', (left) => {
		expect(nextSuspension(left, 66_000)).toBe(USUAL_SUSPENSION_MS);
		expect(nextSuspension(left, 1_000)).toBe(USUAL_SUSPENSION_MS);
	});

	it.each([
		['by its share', 900_000, 66_000, 0.5, 66_731],
		['by its share, even if a shorter interval was wanted', 900_000, 4_000, 1, 64_231],
		['by five seconds at most', 3_960_000, 66_000, 1, 61_000],
		['but not for the final check', 131_000, 66_000, 1, 131_000],
		['but not than a longer interval of the user', 900_000, 90_000, 1, 90_000],
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
	])('ends on the deadline, whenever that is: every %i ms, share %d', (interval, share) => {
		for (let timeout = 66_000; timeout < 4_000_000; timeout += 12_345) {
			let left = timeout;
			while (left > 0) left -= nextSuspension(left, interval, { share });
			expect(Math.abs(left)).toBeLessThan(100);
		}
	});
});

describe('the time until the first check of a suspended execution', () => {
	it.each([91_000, 900_000, 86_400_000])('is short with %i ms left', (left) => {
		expect(firstSuspension(left, 66_000)).toBe(25_000);
		expect(firstSuspension(left, 1_000)).toBe(25_000);
	});

	it.each([
		['a deadline that would come too soon after it', 90_999, 66_000],
		['a longer interval', 900_000, 90_000],
	])('is the usual one with %s', (_what, left, interval) => {
		expect(firstSuspension(left, interval)).toBe(nextSuspension(left, interval));
	});
});
