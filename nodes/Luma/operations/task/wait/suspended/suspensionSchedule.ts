/**
 * n8n looks for executions to resume once a minute, 70 seconds ahead
 * (docs/n8n-internals.md#the-tracker-and-its-timing): a suspension of this length ends on time.
 */
export const USUAL_SUSPENSION_MS = 66_000;

/** A shorter suspension ends with n8n's next look: after this time at the earliest, up to a minute later. */
export const SHORTEST_SUSPENSION_MS = 25_000;

/** n8n's minute brings suspended executions together; this spreads their checks again. */
const SPREAD_MS = 5_000;

/**
 * Milliseconds until the next check of suspended tasks: about `intervalMs`, adjusted so the final check
 * falls on the nearest deadline.
 *
 * @param leftMs until that deadline
 * @param pauseMs the pause that the gateway needs
 * @param share how much of the spread this execution is early by, from 0 to 1
 */
export function nextSuspension(
	leftMs: number,
	intervalMs: number,
	{ pauseMs = 0, share = 0 }: { pauseMs?: number; share?: number } = {},
): number {
	const interval = Math.max(intervalMs, pauseMs, USUAL_SUSPENSION_MS);
	const checks = Math.max(1, Math.floor(leftMs / interval));
	const usual = Math.max(Math.ceil(leftMs / checks), USUAL_SUSPENSION_MS);
	const isSpread = interval === USUAL_SUSPENSION_MS && checks > 1;
	return isSpread ? Math.max(usual - Math.round(share * SPREAD_MS), pauseMs) : usual;
}

/** Milliseconds until the first check: shorter where possible, for videos that finish soon. */
export function firstSuspension(leftMs: number, intervalMs: number): number {
	const isUsual = intervalMs <= USUAL_SUSPENSION_MS;
	const isFarFromDeadline = leftMs >= SHORTEST_SUSPENSION_MS + USUAL_SUSPENSION_MS;
	if (isUsual && isFarFromDeadline) return SHORTEST_SUSPENSION_MS;
	return nextSuspension(leftMs, intervalMs);
}
