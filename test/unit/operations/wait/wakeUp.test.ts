import { planWakeUp } from '../../../../nodes/Luma/operations/task/wait/suspended/wakeUp';

const NOW = 1_700_000_000_000;
const settingsOf = (intervalMs: number, executionId = '0') => ({
	executionId,
	intervalMs,
	continueOnFail: true,
	token: 'a-random-token',
});

/** Seconds from now until the next check, and until n8n resumes the inner execution. */
function after(seconds: { interval: number; deadlines: number[]; pause?: number }) {
	const deadlines = seconds.deadlines.map((deadline) => NOW + deadline * 1000);
	const pauseMs = seconds.pause === undefined ? undefined : seconds.pause * 1000;
	const next = planWakeUp(settingsOf(seconds.interval * 1000), NOW, { deadlines, pauseMs });
	return { check: (next.checkAt - NOW) / 1000, wake: (next.wakeAt - NOW) / 1000 };
}

describe('the wake-up plan of a suspended wait', () => {
	it('checks after the interval', () => {
		expect(after({ interval: 90, deadlines: [900] })).toStrictEqual({ check: 90, wake: 90 });
	});

	it.each([
		['soon', 66, 0, 25],
		['soon after a pause that is as short', 66, 25, 25],
		['no sooner than the pause that the gateway needs', 66, 26, 66],
		['no sooner than a longer interval of the user', 90, 0, 90],
	])('checks for the first time %s', (_what, interval, pause, seconds) => {
		const next = { deadlines: [NOW + 990_000], pauseMs: pause * 1000, isFirst: true };
		expect(planWakeUp(settingsOf(interval * 1000), NOW, next).checkAt).toBe(NOW + seconds * 1000);
	});

	it('checks at the nearest deadline', () => {
		expect(after({ interval: 120, deadlines: [900, 100, 300] }).check).toBe(100);
	});

	it('pauses as long as the gateway needs if that is longer than the interval', () => {
		expect(after({ interval: 90, deadlines: [9_000], pause: 150 }).check).toBe(150);
		expect(after({ interval: 90, deadlines: [9_000], pause: 30 }).check).toBe(90);
	});

	it.each([200, 300, 359, 360, 400, 3_600])(
		'wakes up at least every three minutes to notice Stop: %i s until the check',
		(checkSeconds) => {
			let slept = 0;
			for (let count = 0; slept < checkSeconds; count++) {
				const now = NOW + slept * 1000;
				const next = planWakeUp(settingsOf(90_000), now, { checkAt: NOW + checkSeconds * 1000 });
				const seconds = (next.wakeAt - now) / 1000;
				expect(seconds).toBeLessThanOrEqual(180);
				expect(count).toBeLessThan(checkSeconds / 66);
				slept += seconds;
			}
			expect(slept - checkSeconds).toBeLessThan(1);
		},
	);

	it('keeps an earlier time of the next check', () => {
		const checkAt = NOW + 100_000;
		expect(planWakeUp(settingsOf(90_000), NOW, { checkAt })).toMatchObject({
			checkAt,
			wakeAt: checkAt,
		});
	});

	it.each([-5, 0, 1, 24])('sleeps at least 25 seconds: %i s until the check', (seconds) => {
		const { wakeAt } = planWakeUp(settingsOf(90_000), NOW, { checkAt: NOW + seconds * 1000 });
		expect(wakeAt).toBe(NOW + 25_000);
	});

	it.each([1, 2, 3])(
		'spreads executions that n8n resumed at the same moment: IDs in steps of %d',
		(step) => {
			const deadlines = [NOW + 990_000];
			const checks = Array.from({ length: 20 }, (_, index) => {
				const executionId = String(4_711 + index * step);
				return planWakeUp(settingsOf(66_000, executionId), NOW, { deadlines }).checkAt - NOW;
			}).sort((one, other) => one - other);

			const gaps = checks.slice(1).map((check, index) => check - checks[index]);
			expect(Math.min(...gaps)).toBeGreaterThan(60);
			expect(checks[0]).toBeGreaterThanOrEqual(61_000);
			expect(checks.at(-1)).toBeLessThanOrEqual(66_000);
		},
	);

	it('does not spread an execution whose ID is not a number', () => {
		const next = planWakeUp(settingsOf(66_000, 'a'), NOW, { deadlines: [NOW + 990_000] });
		expect(next.checkAt).toBe(NOW + 66_000);
	});

	it('keeps the execution and its settings', () => {
		const next = planWakeUp(settingsOf(90_000, '7'), NOW, { deadlines: [NOW + 900_000] });
		expect(next).toMatchObject({ executionId: '7', intervalMs: 90_000, continueOnFail: true });
	});
});
