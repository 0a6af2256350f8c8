import { CallbackLimiter } from '../../../nodes/Luma/waiting/callbackLimiter';
import { hostClock, resetTime, time } from '../../engine/fakeClock';

afterEach(resetTime);

/** Lets all pending promises settle. */
async function settle() {
	for (let step = 0; step < 20; step++) await Promise.resolve();
}

/** A clock whose sleeps end only when the test says so. */
function slowClock() {
	const wake: Array<() => void> = [];
	const clock = {
		...hostClock(),
		sleep: async (milliseconds: number) =>
			await new Promise<void>((resolve) =>
				wake.push(() => {
					time.now += milliseconds;
					resolve();
				}),
			),
	};
	/** Ends one sleep. */
	const pass = async () => {
		wake.shift()?.();
		await settle();
	};
	return { clock, pass };
}

/** Acquires permits under names, and records who got one. */
function queue(limiter: CallbackLimiter) {
	const got: string[] = [];
	const refused: string[] = [];
	const take = (name: string) =>
		void limiter.acquire().then((isGranted) => (isGranted ? got : refused).push(name));
	return { take, got, refused };
}

describe('the permits of the limiter', () => {
	it('are granted at once while some are left, then one after each pause', async () => {
		const limiter = new CallbackLimiter(2, hostClock());
		const startedAt = time.now;
		for (let call = 0; call < 500; call++) expect(await limiter.acquire()).toBe(true);
		expect(time.now - startedAt).toBe(498 * 4_000);
	});

	it('are refilled while nobody calls, up to the capacity', async () => {
		const { clock } = slowClock();
		const limiter = new CallbackLimiter(3, clock);
		for (let call = 0; call < 3; call++) await limiter.acquire();
		expect([await limiter.acquire(false), limiter.isFull()]).toEqual([false, false]);
		time.now += 4_000;
		expect([await limiter.acquire(false), await limiter.acquire(false)]).toEqual([true, false]);
		time.now += 3_600_000;
		expect(limiter.isFull()).toBe(true);
		const later = [0, 1, 2, 3].map(async () => await limiter.acquire(false));
		expect(await Promise.all(later)).toEqual([true, true, true, false]);
	});

	it('are granted without a pause if the calls before brought news', async () => {
		const limiter = new CallbackLimiter(1, hostClock());
		const startedAt = time.now;
		for (let call = 0; call < 100; call++) {
			expect(await limiter.acquire()).toBe(true);
			limiter.release();
		}
		expect(time.now).toBe(startedAt);
	});

	it('go to the newest caller first', async () => {
		const { clock, pass } = slowClock();
		const limiter = new CallbackLimiter(1, clock);
		const { take, got } = queue(limiter);
		for (const name of ['first', 'forged', 'genuine']) take(name);
		await settle();
		expect(got).toEqual(['first']);
		await pass();
		expect(got).toEqual(['first', 'genuine']);
		limiter.release();
		await settle();
		expect(got).toEqual(['first', 'genuine', 'forged']);
	});

	it('are refused to the longest waiting callers if too many wait', async () => {
		const { clock } = slowClock();
		const { take, got, refused } = queue(new CallbackLimiter(1, clock));
		for (let call = 0; call < 1_000; call++) take(String(call));
		await settle();
		expect([got, refused.length]).toEqual([['0'], 799]);
		expect(refused.at(-1)).toBe('799');
	});
});
