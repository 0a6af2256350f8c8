import {
	LONGEST_HOLD_MS,
	SubmitThrottle,
} from '../../../../nodes/Luma/operations/video/submit/submitThrottle';

const MINUTE = 60_000;

/** A gateway with limits, on a clock of its own. */
interface Limits {
	perMinute?: number;
	atOnce?: number;
	renderMs?: () => number;
	/** Without it, the gateway names no pause. */
	namesPause?: boolean;
}

/** Submits so many, one after the other, at the pace that is learned. */
function submitAll(count: number, limits: Limits) {
	const { perMinute = Infinity, atOnce = Infinity, renderMs = () => 0 } = limits;
	const pace = new SubmitThrottle();
	const accepted: number[] = [];
	let ends: number[] = [];
	let refused = 0;
	let now = 0;

	function pauseAsked(): number | undefined {
		ends = ends.filter((end) => end > now);
		if (ends.length >= atOnce) return MINUTE;
		const recent = accepted.filter((at) => at > now - MINUTE);
		return recent.length < perMinute ? undefined : recent[0] + MINUTE - now;
	}

	while (accepted.length < count) {
		for (now += pace.next(now); ; refused++) {
			const asked = pauseAsked();
			if (asked === undefined) break;
			const pause = pace.refuse(now, limits.namesPause === false ? undefined : asked);
			if (pause === undefined) throw new Error(`gave up after ${accepted.length}`);
			now += pause;
		}
		pace.accept();
		accepted.push(now);
		ends.push(now + renderMs());
	}
	return { refused, minutes: now / MINUTE };
}

it('has no pace where no limit shows itself', () => {
	expect(submitAll(2_000, {})).toEqual({ refused: 0, minutes: 0 });
});

describe('a limit that has shown itself is kept to', () => {
	const from = (least: number, most: number) => {
		let turn = 0;
		return () => (least + ((turn++ * 37) % (most - least || 1))) * 1000;
	};

	it.each<[string, number, Limits]>([
		['20 a minute', 100, { perMinute: 20 }],
		['20 a minute, unnamed', 100, { perMinute: 20, namesPause: false }],
		['10 at once, of 30 seconds', 100, { atOnce: 10, renderMs: from(30, 30) }],
		['10 at once, of 1 to 3 minutes', 400, { atOnce: 10, renderMs: from(60, 180) }],
		['both', 100, { perMinute: 20, atOnce: 10, renderMs: from(20, 20) }],
	])('%s', (_, leastMinutes, limits) => {
		const { refused, minutes } = submitAll(2_000, limits);

		expect(refused).toBeLessThanOrEqual(20);
		expect(minutes).toBeGreaterThanOrEqual(leastMinutes - 1);
		// Not needlessly slow either.
		expect(minutes).toBeLessThanOrEqual(1.6 * leastMinutes);
	});
});

it('goes faster again once the limit is gone', () => {
	const pace = new SubmitThrottle();
	pace.next(0);
	pace.accept();
	let now = 0;
	// A bad moment: five minutes without a submit.
	pace.next(now);
	for (let i = 0; i < 5; i++) now += pace.refuse(now, MINUTE) as number;
	pace.accept();
	expect(pace.next(now)).toBe(MINUTE);

	for (let i = 0; i < 100; i++) {
		pace.accept();
		now += pace.next(now);
	}
	pace.accept();
	expect(pace.next(now)).toBeLessThan(1_000);
});

describe('the pause after a refusal', () => {
	const refuse = (times: number, retryAfterMs?: number) => {
		const pace = new SubmitThrottle();
		let now = pace.next(1_000);
		return Array.from({ length: times }, () => {
			const pause = pace.refuse(now, retryAfterMs);
			now += pause ?? 0;
			return pause;
		});
	};

	it('is what the gateway asks for', () => {
		expect(refuse(1, 12_000)).toEqual([12_000]);
		expect(refuse(3, 60_000)).toEqual([60_000, 60_000, 60_000]);
	});

	it('grows to a minute where it asks for none, or for none again and again', () => {
		expect(refuse(6)).toEqual([4_000, 4_000, 8_000, 16_000, 32_000, 60_000]);
		expect(refuse(4, 0)).toEqual([1_000, 1_000, 2_000, 4_000]);
	});

	it('ends after ten minutes without an accepted submit', () => {
		expect(LONGEST_HOLD_MS).toBe(600_000);
		expect(refuse(11, 60_000)).toEqual([...Array<number>(10).fill(60_000), undefined]);
	});

	it('is none where the gateway asks for more than that', () => {
		expect(refuse(1, 600_000)).toEqual([600_000]);
		expect(refuse(1, 600_001)).toEqual([undefined]);
	});

	it('starts anew after an accepted submit', () => {
		const pace = new SubmitThrottle();
		let now = pace.next(0);
		now += pace.refuse(now, 500_000) as number;
		pace.accept();
		now += pace.next(now);
		expect(pace.refuse(now, 500_000)).toBe(500_000);
	});
});
