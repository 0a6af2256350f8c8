const MINUTE_MS = 60_000;

/** A sliding window of one minute over the requests that a gateway allows. Times: milliseconds since 1970. */
export class RequestQuota {
	private readonly spent: Array<{ at: number; count: number }> = [];

	constructor(private readonly perMinute = Infinity) {}

	left(now: number): number {
		while (this.spent.length > 0 && this.spent[0].at <= now - MINUTE_MS) this.spent.shift();
		return this.perMinute - this.spent.reduce((sum, { count }) => sum + count, 0);
	}

	spend(count: number, now: number): void {
		this.spent.push({ at: now, count });
	}
}
