/**
 * How long a run lets a gateway refuse its submits for being too many. Where only so many videos may
 * be under way, a place is free once one of them is done, and nearly all are within ten minutes.
 */
export const LONGEST_HOLD_MS = 10 * 60_000;

/** First pause where the gateway names none. */
const FIRST_PAUSE_MS = 4_000;
/** Least pause, for a gateway that names none at all, or zero again and again. */
const SHORTEST_PAUSE_MS = 1_000;
/** A submit a minute disturbs no gateway, whatever one bad moment made the run believe. */
const LONGEST_PAUSE_MS = 60_000;
/** After how many submits without a refusal the run tries to go faster, at first. */
const FIRST_PATIENCE = 5;
const FASTER = 0.75;

/**
 * The pace of the submits of one run, learned from what the gateway refuses. It starts with none:
 * most runs never meet a limit. How long it took until so many were let through is what the gateway
 * allows, be it so many in a minute or so many at once; now and then the run tries whether it is
 * more by now. Times are in milliseconds since 1970.
 */
export class SubmitThrottle {
	/** Between two submits. */
	private intervalMs = 0;
	/** The same, where it was kept up without a refusal. */
	private provenMs = 0;
	/** When the last submit went out, or the next one goes out again. */
	private sentAt = 0;
	/** The first submit that was accepted after the last refusal, and how many since then. */
	private since = 0;
	private accepted = 0;
	/** How many were accepted at this interval. */
	private steady = 0;
	private patience = FIRST_PATIENCE;
	/** Since when nothing was accepted. */
	private heldSince?: number;

	/** @returns milliseconds until the next submit may go out */
	next(now: number): number {
		this.sentAt = Math.max(now, this.sentAt + this.intervalMs);
		return this.sentAt - now;
	}

	/** Notes that the last submit was accepted. */
	accept(): void {
		if (this.heldSince !== undefined) this.learn();
		if (this.accepted === 0) this.since = this.sentAt;
		this.accepted++;
		if (this.intervalMs === 0 || ++this.steady < this.patience) return;
		this.provenMs = this.intervalMs;
		this.intervalMs *= FASTER;
		this.steady = 0;
	}

	/**
	 * Notes that the gateway takes no more for now: the last submit was refused.
	 *
	 * @returns milliseconds until the same submit may be tried again; `undefined` where that is too late
	 */
	refuse(now: number, retryAfterMs = FIRST_PAUSE_MS): number | undefined {
		this.heldSince ??= now;
		const heldMs = this.heldMs(now);
		// As long again as it was held already: each pause doubles that.
		const least = Math.min(Math.max(heldMs, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
		const pauseMs = Math.max(retryAfterMs, least);
		this.sentAt = now + pauseMs;
		return heldMs + pauseMs > LONGEST_HOLD_MS ? undefined : pauseMs;
	}

	/** Milliseconds for which nothing was accepted. */
	heldMs(now: number): number {
		return now - (this.heldSince ?? now);
	}

	/** A submit was let through again. */
	private learn(): void {
		// Each try to go faster that was in vain puts the next one off, so that refusals stay few.
		if (this.intervalMs > 0) this.patience *= 2;
		if (this.intervalMs < this.provenMs) this.intervalMs = this.provenMs;
		else if (this.accepted > 0) {
			this.intervalMs = Math.min((this.sentAt - this.since) / this.accepted, LONGEST_PAUSE_MS);
		}
		this.provenMs = this.intervalMs;
		this.accepted = 0;
		this.steady = 0;
		this.heldSince = undefined;
	}
}
