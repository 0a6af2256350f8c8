import type { Gateway } from '../gateways/gateway';
import { LumaFailure } from '../task/failure';
import { asText } from '../task/values';

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
export function connectionError(
	error: unknown,
	gateway: Gateway,
	timeoutSeconds: number,
): LumaFailure {
	if (error instanceof LumaFailure) return error;
	const { code, syscall } = causeOf(error);
	const facts = { gateway: gateway.name, retryable: true };
	const blocked = blockedError(error, gateway, gateway.label);
	if (blocked) return blocked;
	const wasConnected = syscall === 'read' || syscall === 'write';
	const unsent = (wasConnected ? undefined : NOT_SENT[code]) ?? tlsReason(code);
	if (unsent) {
		return new LumaFailure(
			'network',
			`${gateway.label} could not be reached: ${unsent}`,
			"Check 'Base URL' in the 'Luma AI API' credential, and that your n8n may reach it. Nothing was sent.",
			facts,
		);
	}
	const lost = { ...facts, mayBeCharged: true };
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
function causeOf(error: unknown): { code: string; syscall?: unknown } {
	let current = error as { code?: unknown; syscall?: unknown; cause?: unknown } | undefined;
	for (let depth = 0; current && depth < 5; depth++) {
		const { code, syscall } = current;
		if (typeof code === 'string') return { code, syscall };
		current = current.cause as typeof current;
	}
	return { code: '' };
}

/** Of the handshake only: the codes with ERR_SSL also come after the request was read. */
const tlsReason = (code: string) =>
	/CERT|SELF_SIGNED|LEAF_SIGNATURE|EPROTO/.test(code)
		? 'its security certificate is not accepted'
		: undefined;

/**
 * n8n's protection against requests to internal addresses stops a request before it goes out; no
 * repetition changes that. `undefined` where it was not that.
 *
 * @param whom what was to be reached
 */
export function blockedError(
	error: unknown,
	gateway: Gateway,
	whom: string,
): LumaFailure | undefined {
	const cause = (error as { cause?: unknown } | undefined)?.cause;
	const refusal = [error, cause].find(isBlocked);
	if (!refusal) return undefined;
	const where = asText(refusal.hostname) ?? asText(refusal.ip);
	return new LumaFailure(
		'network',
		`Your n8n blocks the address of ${whom}${where ? ` (${where})` : ''}. Nothing was sent`,
		'Its protection against requests to internal addresses is on. Whoever runs this n8n can allow the address: by name in N8N_SSRF_ALLOWED_HOSTNAMES, or by range in N8N_SSRF_ALLOWED_IP_RANGES.',
		{ gateway: gateway.name },
	);
}

const isBlocked = (error: unknown): error is { hostname?: unknown; ip?: unknown } =>
	/ssrf/i.test((error as Error | undefined)?.constructor?.name ?? '');
