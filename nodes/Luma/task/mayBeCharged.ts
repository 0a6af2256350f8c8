import type { Answer } from './answer';
import { codeText, errorStatus, isRefusal } from './envelope';
import type { LumaFailure } from './failure';
import { messageIn } from './findMessage';
import { asRecord } from './values';

/*
 * Decides whether a submit that gave no task may still have been accepted and charged. Such a submit is
 * never repeated, since no gateway recognizes a second one as a repetition
 * (docs/gateways.md#requests-that-cost). When in doubt, the rules say yes.
 */

/**
 * Whether a submit may be charged although its answer gave no task.
 *
 * @param failure what `toAnswerError` made of the answer, with the ID of a task that the answer names and
 * the request did not
 */
export function mayBeCharged(answer: Answer, failure: LumaFailure): boolean {
	const { body, text, cut } = answer;
	const record = asRecord(body) ?? {};
	const status = errorStatus(record.code) ?? answer.status;
	const message = messageIn(answer) ?? '';
	const isUpstreamLost =
		UPSTREAM_LOST.test(message) || UPSTREAM_LOST_CODES.includes(codeText(record.code) ?? '');

	// The gateway names a task, so it accepted a submit, whatever else it says.
	if (failure.facts.taskId !== undefined) return true;

	if (status < 300) {
		// A web page does not come from the API, so the submit never reached it.
		if (body === undefined && WEB_PAGE.test(text)) return false;
		// A complete answer that refuses the request for a known reason is final.
		const isKnownRefusal = isRefusal(record) && failure.code !== 'badResponse' && !isUpstreamLost;
		if (isKnownRefusal && !cut) return false;
		// A success without a task or a reason, or an answer that was cut off, proves nothing.
		return true;
	}

	// A proxy gave up on a gateway that may still be working on the submit.
	if (PROXY_TIMEOUTS.includes(status)) return true;

	// "See Other" answers a request that was processed: its result is at another address.
	if (status === 303) return true;

	// Any other redirect was not followed, and a 4xx rejects the request.
	if (status < 500) return false;

	// The relay passed the submit on to Luma, and Luma's answer was lost on the way back.
	if (isUpstreamLost) return true;

	// A 500, 502 or 503 without the gateway's own message or code comes from a proxy or a crash. Proxies also
	// send a 503 if what is behind them takes too long.
	const hasNoReason = message === '' && ['gateway', 'badResponse'].includes(failure.code);
	const isForeign = body === undefined || WEB_PAGE.test(message) || hasNoReason;
	if (isForeign && [500, 502, 503].includes(status)) return true;

	// Any other 5xx says in the gateway's own words that the submit was not processed.
	return false;
}

/**
 * Whether a submit may be charged although no answer came, because the connection broke or timed out.
 *
 * @param code Node's code for the error, e.g. `ECONNRESET`; empty if it has none
 * @param syscall the operation that the error interrupted, e.g. `connect` or `read`
 */
export function mayErrorBeCharged(code: string, syscall?: unknown): boolean {
	// The TLS handshake broke off, which is before the request is sent.
	if (TLS_HANDSHAKE.test(code)) return false;

	// The route was lost while the connection was in use, so the request may have arrived.
	if (syscall === 'read' || syscall === 'write') return true;

	// There never was a connection, so nothing was sent.
	if (isUnsentCode(code)) return false;

	// A timeout, a reset or an unknown code: the gateway may have received the request.
	return true;
}

/** Node's codes for a request that never left. */
const UNSENT_CODES = [
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'EADDRNOTAVAIL',
	'ERR_INVALID_URL',
] as const;
export type UnsentCode = (typeof UNSENT_CODES)[number];

export const isUnsentCode = (code: string): code is UnsentCode =>
	(UNSENT_CODES as readonly string[]).includes(code);

/** Only codes of the handshake: `ERR_SSL_*` can also occur after the request was sent. */
const TLS_HANDSHAKE = /CERT|SELF_SIGNED|LEAF_SIGNATURE|EPROTO/;

/** Request Timeout, Gateway Timeout, and Cloudflare's codes for an origin that does not answer. */
const PROXY_TIMEOUTS = [408, 504, 520, 522, 524];

/** The relay's message about a request that it passed on to Luma and got no usable answer to. */
const UPSTREAM_LOST =
	/tim(ed?|e)[ -]?out|deadline exceeded|\beof\b|invalid response.{0,40}upstream|upstream.{0,40}(reset|closed|disconnect|prematurely)|(reset|closed) by peer|connection reset|socket hang ?up/i;

/** The same as codes of new-api, which hides the message (docs/gateways.md#lost-upstream-answers). */
const UPSTREAM_LOST_CODES = [
	'do_request_failed',
	'read_response_body_failed',
	'unmarshal_response_body_failed',
];

/** Judged by the text: PHP sends the type of a web page with everything it prints. */
const WEB_PAGE = /^\s*<(!doctype|html)\b/i;
