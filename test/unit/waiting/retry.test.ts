import { LumaFailure } from '../../../nodes/Luma/task/failure';
import { longestRetryAfterMs, retry } from '../../../nodes/Luma/waiting/retry';

const PAUSES_MS = [100, 200];
let slept: number[];
let isStopped: boolean;
beforeEach(() => {
	slept = [];
	isStopped = false;
});
const clock = {
	now: () => 0,
	sleep: async (milliseconds: number) => {
		slept.push(milliseconds);
		await Promise.resolve();
	},
	isStopped: () => isStopped,
};

/** Counts its attempts; the result is their number. */
const counter = async (before = 0) => await Promise.resolve(before + 1);

describe('a read that is retried', () => {
	it('is not repeated once its result is final', async () => {
		const result = await retry(counter, { pausesMs: PAUSES_MS, clock, isFinal: (n) => n === 1 });
		expect([result, slept]).toEqual([1, []]);
	});

	it('is repeated after each pause, with the result before, until it is final', async () => {
		const result = await retry(counter, { pausesMs: PAUSES_MS, clock, isFinal: (n) => n === 2 });
		expect([result, slept]).toEqual([2, [100]]);
	});

	it('gives its last result once the retries are used up', async () => {
		const result = await retry(counter, { pausesMs: PAUSES_MS, clock, isFinal: () => false });
		expect([result, slept]).toEqual([3, [100, 200]]);
	});

	it('pauses as long as its result asks for, or gives up', async () => {
		const pauseMs = (n: number, usualMs: number) => (n === 1 ? usualMs * 7 : undefined);
		const options = { pausesMs: PAUSES_MS, clock, isFinal: () => false, pauseMs };
		expect([await retry(counter, options), slept]).toEqual([2, [700]]);
	});

	it('is not repeated once the execution is stopped', async () => {
		isStopped = true;
		const result = await retry(counter, { pausesMs: PAUSES_MS, clock, isFinal: () => false });
		expect([result, slept]).toEqual([1, []]);
	});
});

describe('the longest Retry-After', () => {
	const busy = (retryAfterMs?: number) =>
		new LumaFailure('rateLimit', 'It is busy', 'Wait.', { retryAfterMs });

	it('is that of the results which have one', () => {
		expect(longestRetryAfterMs([busy(5), { retryAfterMs: 90 }, busy(30), busy()])).toBe(30);
	});

	it('is 0 if none has one', () => {
		expect(longestRetryAfterMs([undefined, busy()])).toBe(0);
	});
});
