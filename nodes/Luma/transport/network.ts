import type { Gateway } from '../gateways/gateway';
import { LumaFailure } from '../task/failure';

/** What kept the request from going out, by Node's code: then nothing was accepted. */
const NOT_SENT: Record<string, string> = {
	ECONNREFUSED: 'nothing answers at that address',
	ENOTFOUND: 'the host name is not known',
	EAI_AGAIN: 'the host name could not be looked up',
	EHOSTUNREACH: 'the host is out of reach',
	ENETUNREACH: 'the network is out of reach',
	EADDRNOTAVAIL: 'the address is not available',
	ERR_INVALID_URL: 'the address is not valid',
};

const TIMED_OUT = ['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'];

/**
 * A request that got no answer. Whether it went out decides whether a submit may be paid; where
 * that is not known, it counts as gone out.
 */
export function networkFailure(
	error: unknown,
	gateway: Gateway,
	timeoutSeconds: number,
): LumaFailure {
	if (error instanceof LumaFailure) return error;
	const code = codeOf(error);
	const facts = { gateway: gateway.name, retryable: true };
	const unsent = NOT_SENT[code] ?? tlsReason(code) ?? blockedReason(error);
	if (unsent) {
		return new LumaFailure(
			'network',
			`${gateway.label} could not be reached: ${unsent}`,
			"Check 'Base URL' in the 'Luma AI API' credential, and that your n8n may reach it. Nothing was sent.",
			facts,
		);
	}
	const lost = { ...facts, maybeAccepted: true };
	return TIMED_OUT.includes(code)
		? new LumaFailure(
				'timeout',
				`${gateway.label} did not answer within ${timeoutSeconds} seconds`,
				'The gateway may be overloaded. Try again in a few minutes.',
				lost,
			)
		: new LumaFailure(
				'network',
				`The connection to ${gateway.label} broke before it answered`,
				'The gateway or the network in between may be restarting. Try again in a few minutes.',
				lost,
			);
}

/** n8n wraps what its HTTP library throws, so the code can be some levels down. */
function codeOf(error: unknown): string {
	let current = error as { code?: unknown; cause?: unknown } | undefined;
	for (let depth = 0; current && depth < 5; depth++) {
		if (typeof current.code === 'string') return current.code;
		current = current.cause as typeof current;
	}
	return '';
}

const tlsReason = (code: string) =>
	/CERT|SELF_SIGNED|LEAF_SIGNATURE|ERR_TLS|ERR_SSL|EPROTO/.test(code)
		? 'its security certificate is not accepted'
		: undefined;

/** n8n's protection against requests to internal addresses stops a request before it goes out. */
function blockedReason(error: unknown): string | undefined {
	const names = [error, (error as { cause?: unknown })?.cause].map(
		(candidate) => (candidate as Error | undefined)?.constructor?.name ?? '',
	);
	return names.some((name) => /ssrf/i.test(name)) ? 'your n8n blocks that address' : undefined;
}
