import { planWakeUp } from '../../../../nodes/Luma/operations/task/wait/suspended/wakeUp';

const NOW = 1_700_000_000_000;
const round = (intervalMs: number, executionId = '0') => ({
	executionId,
	intervalMs,
	continueOnFail: true,
});

/** Seconds from now until the gateway is asked, and until n8n takes the execution up. */
function after(seconds: { interval: number; deadlines: number[]; pause?: number }) {
	const deadlines = seconds.deadlines.map((deadline) => NOW + deadline * 1000);
	const pauseMs = seconds.pause === undefined ? undefined : seconds.pause * 1000;
	const next = planWakeUp(round(seconds.interval * 1000), NOW, { deadlines, pauseMs });
	return { ask: (next.checkAt - NOW) / 1000, wake: (next.wakeAt - NOW) / 1000 };
}

describe('the next round of a suspended wait', () => {
	it('asks after the interval', () => {
		expect(after({ interval: 90, deadlines: [900] })).toStrictEqual({ ask: 90, wake: 90 });
	});

	it.each([
		['soon', 66, 0, 25],
		['soon, with a pause that is as short', 66, 25, 25],
		['not before the pause that the gateway needs', 66, 26, 66],
		['not before the longer interval that was wanted', 90, 0, 90],
	])('asks for the first time %s', (_what, interval, pause, seconds) => {
		const next = { deadlines: [NOW + 990_000], pauseMs: pause * 1000, isFirst: true };
		expect(planWakeUp(round(interval * 1000), NOW, next).checkAt).toBe(NOW + seconds * 1000);
	});

	it('asks at the nearest of the limits', () => {
		expect(after({ interval: 120, deadlines: [900, 100, 300] }).ask).toBe(100);
	});

	it('leaves a pause that the gateway needs, where it is longer than the interval', () => {
		expect(after({ interval: 90, deadlines: [9_000], pause: 150 }).ask).toBe(150);
		expect(after({ interval: 90, deadlines: [9_000], pause: 30 }).ask).toBe(90);
	});

	it.each([200, 300, 359, 360, 400, 3_600])(
		'wakes every three minutes, since Stop is noticed by that: %i s until it asks',
		(ask) => {
			let slept = 0;
			for (let count = 0; slept < ask; count++) {
				const now = NOW + slept * 1000;
				const next = planWakeUp(round(90_000), now, { checkAt: NOW + ask * 1000 });
				const seconds = (next.wakeAt - now) / 1000;
				expect(seconds).toBeLessThanOrEqual(180);
				expect(count).toBeLessThan(ask / 66);
				slept += seconds;
			}
			expect(slept - ask).toBeLessThan(1);
		},
	);

	it('keeps to an earlier decision of when to ask', () => {
		const checkAt = NOW + 100_000;
		expect(planWakeUp(round(90_000), NOW, { checkAt })).toMatchObject({ checkAt, wakeAt: checkAt });
	});

	it.each([-5, 0, 1, 24])('sleeps no shorter than is worth it: %i s until it asks', (seconds) => {
		const { wakeAt } = planWakeUp(round(90_000), NOW, { checkAt: NOW + seconds * 1000 });
		expect(wakeAt).toBe(NOW + 25_000);
	});

	it.each([1, 2, 3])(
		'keeps executions apart that n8n woke at the same moment: every %d. number',
		(step) => {
			const deadlines = [NOW + 990_000];
			const looks = Array.from({ length: 20 }, (_, index) => {
				const executionId = String(4_711 + index * step);
				return planWakeUp(round(66_000, executionId), NOW, { deadlines }).checkAt - NOW;
			}).sort((one, other) => one - other);

			const gaps = looks.slice(1).map((look, index) => look - looks[index]);
			expect(Math.min(...gaps)).toBeGreaterThan(60);
			expect(looks[0]).toBeGreaterThanOrEqual(61_000);
			expect(looks.at(-1)).toBeLessThanOrEqual(66_000);
		},
	);

	it('takes an execution without a number as it comes', () => {
		const next = planWakeUp(round(66_000, 'a'), NOW, { deadlines: [NOW + 990_000] });
		expect(next.checkAt).toBe(NOW + 66_000);
	});

	it('carries on what it works for', () => {
		const next = planWakeUp(round(90_000, '7'), NOW, { deadlines: [NOW + 900_000] });
		expect(next).toMatchObject({ executionId: '7', intervalMs: 90_000, continueOnFail: true });
	});
});
