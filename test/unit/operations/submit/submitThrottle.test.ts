import {
	LONGEST_HOLD_MS,
	SubmitThrottle,
} from '../../../../nodes/Luma/operations/video/submit/submitThrottle';

const MINUTE = 60_000;

/** The limits of a gateway. */
interface Limits {
	perMinute?: number;
	atOnce?: number;
	renderMs?: () => number;
	/** Whether the gateway sends a Retry-After. Default: true. */
	namesPause?: boolean;
}

/** Submits `count` items one after the other, at the rate that the throttle allows. */
function submitAll(count: number, limits: Limits) {
	const { perMinute = Infinity, atOnce = Infinity, renderMs = () => 0 } = limits;
	const throttle = new SubmitThrottle();
	const accepted: number[] = [];
	let ends: number[] = [];
	let refused = 0;
	let now = 0;

	function requestedPause(): number | undefined {
		ends = ends.filter((end) => end > now);
		if (ends.length >= atOnce) return MINUTE;
		const recent = accepted.filter((at) => at > now - MINUTE);
		return recent.length < perMinute ? undefined : recent[0] + MINUTE - now;
	}

	while (accepted.length < count) {
		for (now += throttle.next(now); ; refused++) {
			const requested = requestedPause();
			if (requested === undefined) break;
			const pause = throttle.refuse(now, limits.namesPause === false ? undefined : requested);
			if (pause === undefined) throw new Error(`gave up after ${accepted.length}`);
			now += pause;
		}
		throttle.accept();
		accepted.push(now);
		ends.push(now + renderMs());
	}
	return { refused, minutes: now / MINUTE };
}

it('the throttle adds no pause if it meets no limit', () => {
	expect(submitAll(2_000, {})).toEqual({ refused: 0, minutes: 0 });
});

describe('the throttle respects a limit once it has met it', () => {
	const from = (least: number, most: number) => {
		let index = 0;
		return () => (least + ((index++ * 37) % (most - least || 1))) * 1000;
	};

	it.each<[string, number, Limits]>([
		['of 20 submits a minute', 100, { perMinute: 20 }],
		['of 20 submits a minute, without Retry-After', 100, { perMinute: 20, namesPause: false }],
		['of 10 videos in progress that take 30 seconds', 100, { atOnce: 10, renderMs: from(30, 30) }],
		[
			'of 10 videos in progress that take 1 to 3 minutes',
			400,
			{ atOnce: 10, renderMs: from(60, 180) },
		],
		['of both kinds', 100, { perMinute: 20, atOnce: 10, renderMs: from(20, 20) }],
	])('%s', (_, leastMinutes, limits) => {
		const { refused, minutes } = submitAll(2_000, limits);

		expect(refused).toBeLessThanOrEqual(20);
		expect(minutes).toBeGreaterThanOrEqual(leastMinutes - 1);
		// Not needlessly slow either.
		expect(minutes).toBeLessThanOrEqual(1.6 * leastMinutes);
	});
});

it('the throttle speeds up again once the limit is gone', () => {
	const throttle = new SubmitThrottle();
	throttle.next(0);
	throttle.accept();
	let now = 0;
	// An outage: five minutes without an accepted submit.
	throttle.next(now);
	for (let i = 0; i < 5; i++) now += throttle.refuse(now, MINUTE) as number;
	throttle.accept();
	expect(throttle.next(now)).toBe(MINUTE);

	for (let i = 0; i < 100; i++) {
		throttle.accept();
		now += throttle.next(now);
	}
	throttle.accept();
	expect(throttle.next(now)).toBeLessThan(1_000);
});

describe('the pause after a refusal', () => {
	const refuse = (times: number, retryAfterMs?: number) => {
		const throttle = new SubmitThrottle();
		let now = throttle.next(1_000);
		return Array.from({ length: times }, () => {
			const pause = throttle.refuse(now, retryAfterMs);
			now += pause ?? 0;
			return pause;
		});
	};

	it('is as long as the gateway asks for', () => {
		expect(refuse(1, 12_000)).toEqual([12_000]);
		expect(refuse(3, 60_000)).toEqual([60_000, 60_000, 60_000]);
	});

	it('grows to a minute if the gateway asks for none, or for zero seconds repeatedly', () => {
		expect(refuse(6)).toEqual([4_000, 4_000, 8_000, 16_000, 32_000, 60_000]);
		expect(refuse(4, 0)).toEqual([1_000, 1_000, 2_000, 4_000]);
	});

	it('ends after ten minutes without an accepted submit', () => {
		expect(LONGEST_HOLD_MS).toBe(600_000);
		expect(refuse(11, 60_000)).toEqual([...Array<number>(10).fill(60_000), undefined]);
	});

	it('is not taken if the gateway asks for more than ten minutes', () => {
		expect(refuse(1, 600_000)).toEqual([600_000]);
		expect(refuse(1, 600_001)).toEqual([undefined]);
	});

	it('starts over after an accepted submit', () => {
		const throttle = new SubmitThrottle();
		let now = throttle.next(0);
		now += throttle.refuse(now, 500_000) as number;
		throttle.accept();
		now += throttle.next(now);
		expect(throttle.refuse(now, 500_000)).toBe(500_000);
	});
});
