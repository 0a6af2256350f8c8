import type { Clock } from './clock';

/** n8n keeps the connection of each waiting call open. */
const MOST_WAITING = 200;

/** Time between two permits once the initial ones are used up. */
const REFILL_MS = 4_000;

/**
 * Rate limiter for gateway reads triggered by callbacks, which anyone can send: a token bucket. Some permits
 * are available at once; further ones come about as often as a poll would. A read that brought news gives its
 * permit back, so only callbacks without news have to wait.
 */
export class CallbackLimiter {
	private free: number;
	private refilledAt: number;
	private isServing = false;
	private readonly waiting: Array<(isGranted: boolean) => void> = [];

	/** @param capacity how many permits are available at once */
	constructor(
		private readonly capacity: number,
		private readonly clock: Clock,
	) {
		this.free = capacity;
		this.refilledAt = clock.now();
	}

	/**
	 * Waits for a permit. The newest caller is served first: a genuine callback after a flood does not
	 * queue behind it.
	 *
	 * @param mayWait if not, answers at once
	 * @returns whether a permit was granted; the longest waiting caller gets none when too many wait
	 */
	async acquire(mayWait = true): Promise<boolean> {
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

	/** Returns a permit after news, to the newest caller that waits. */
	release(): void {
		const newest = this.waiting.pop();
		if (newest) newest(true);
		else this.free = Math.min(this.free + 1, this.capacity);
	}

	/** Whether the limiter is as good as new, so it can be dropped. */
	isFull(): boolean {
		this.refill();
		return this.free === this.capacity;
	}

	private refill(): void {
		if (this.isServing) return;
		const permits = Math.floor((this.clock.now() - this.refilledAt) / REFILL_MS);
		this.refilledAt += permits * REFILL_MS;
		this.free = Math.min(this.free + permits, this.capacity);
	}

	private async serve(): Promise<void> {
		this.isServing = true;
		while (this.waiting.length > 0) {
			await this.clock.sleep(REFILL_MS);
			this.release();
		}
		this.refilledAt = this.clock.now();
		this.isServing = false;
	}
}
