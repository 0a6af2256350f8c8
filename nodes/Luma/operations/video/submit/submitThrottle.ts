/**
 * How long a run accepts refusals for too many submits. Where a gateway limits the videos in progress, a
 * place becomes free when one is ready, and nearly all are within ten minutes.
 */
export const LONGEST_HOLD_MS = 10 * 60_000;

/** First pause if the gateway names none. */
const FIRST_PAUSE_MS = 4_000;
/** Shortest pause, for a gateway that names none, or zero again and again. */
const SHORTEST_PAUSE_MS = 1_000;
/** One submit a minute bothers no gateway, whatever one bad moment taught the run. */
const LONGEST_PAUSE_MS = 60_000;
/** After this many submits without a refusal the run tries to go faster, at first. */
const FIRST_PATIENCE = 5;
const FASTER = 0.75;

/**
 * Back-pressure: learns from the gateway's refusals how fast a run may submit. It starts without a
 * pause, since most runs never meet a limit. The time that the accepted submits took is the interval that
 * the gateway allows, whether it limits submits a minute or videos in progress; now and then the run
 * tries a shorter one. Without the learning, a run is refused about once for each quota that it uses
 * up, or keeps the longest pause that it was ever given. Times are milliseconds since 1970.
 */
export class SubmitThrottle {
	/** Between two submits. */
	private intervalMs = 0;
	/** The shortest interval that held without a refusal. */
	private provenMs = 0;
	/** When the last submit was sent, or when the refused one will be retried. */
	private sentAt = 0;
	/** The first submit accepted after the last refusal, and how many since then. */
	private since = 0;
	private accepted = 0;
	/** How many were accepted at this interval. */
	private steady = 0;
	private patience = FIRST_PATIENCE;
	/** Since when nothing was accepted. */
	private heldSince?: number;

	/** @returns milliseconds until the next submit may be sent */
	next(now: number): number {
		this.sentAt = Math.max(now, this.sentAt + this.intervalMs);
		return this.sentAt - now;
	}

	/** Records that the last submit was accepted. */
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
	 * Records that the last submit was refused for being too many.
	 *
	 * @returns milliseconds until it may be retried; `undefined` if that is too late
	 */
	refuse(now: number, retryAfterMs = FIRST_PAUSE_MS): number | undefined {
		this.heldSince ??= now;
		const heldMs = this.heldMs(now);
		// As long again as the run was held already, which doubles each pause.
		const least = Math.min(Math.max(heldMs, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
		const pauseMs = Math.max(retryAfterMs, least);
		this.sentAt = now + pauseMs;
		return heldMs + pauseMs > LONGEST_HOLD_MS ? undefined : pauseMs;
	}

	/** Milliseconds for which nothing was accepted. */
	heldMs(now: number): number {
		return now - (this.heldSince ?? now);
	}

	/** A submit was accepted after a refusal. */
	private learn(): void {
		// Each failed attempt to go faster postpones the next one, which keeps refusals few.
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
