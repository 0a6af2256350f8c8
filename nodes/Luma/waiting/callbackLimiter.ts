import type { Clock } from './clock';

/** Calls that wait for a turn, at the most: n8n keeps each of them open. */
const MOST_WAITING = 200;

/** Between two turns once those at the beginning are taken. */
const PAUSE_MS = 4_000;

/**
 * CallbackLimiter to ask a gateway because somebody called, which anybody may. Some can be taken at once; after
 * them one comes free about as often as a poll would ask. A turn that brought news is given back, so that
 * only calls that come to nothing have to wait.
 */
export class CallbackLimiter {
	private free: number;
	private refilledAt: number;
	private isServing = false;
	private readonly waiting: Array<(isGiven: boolean) => void> = [];

	/** @param atOnce how many can be taken at once */
	constructor(
		private readonly atOnce: number,
		private readonly clock: Clock,
	) {
		this.free = atOnce;
		this.refilledAt = clock.now();
	}

	/**
	 * Waits for a turn. Of those that wait the newest comes first: a true call that comes after a flood
	 * does not stand at the end of it.
	 *
	 * @param mayWait otherwise there is a turn at once, or none
	 * @returns whether there was one; not so for those that waited longest where too many wait
	 */
	async take(mayWait = true): Promise<boolean> {
		this.refill();
		if (this.free > 0) {
			this.free -= 1;
			return true;
		}
		if (!mayWait) return false;
		return await new Promise((resolve) => {
			this.waiting.push(resolve);
			if (this.waiting.length > MOST_WAITING) this.waiting.shift()?.(false);
			if (!this.isServing) void this.serve();
		});
	}

	/** After news: whoever waits need not. */
	giveBack(): void {
		const newest = this.waiting.pop();
		if (newest) newest(true);
		else this.free = Math.min(this.free + 1, this.atOnce);
	}

	/** Whether nothing would be lost by forgetting these. */
	areAllFree(): boolean {
		this.refill();
		return this.free === this.atOnce;
	}

	private refill(): void {
		if (this.isServing) return;
		const pauses = Math.floor((this.clock.now() - this.refilledAt) / PAUSE_MS);
		this.refilledAt += pauses * PAUSE_MS;
		this.free = Math.min(this.free + pauses, this.atOnce);
	}

	private async serve(): Promise<void> {
		this.isServing = true;
		while (this.waiting.length > 0) {
			await this.clock.sleep(PAUSE_MS);
			this.giveBack();
		}
		this.refilledAt = this.clock.now();
		this.isServing = false;
	}
}
