import type { Gateway } from '../gateways/gateway';
import { LumaFailure } from '../task/failure';
import { isUnsentCode, mayErrorBeCharged, type UnsentCode } from '../task/mayBeCharged';
import { asText } from '../task/values';

/** Why the gateway could not be reached, by Node's code. */
const UNSENT_REASONS: Record<UnsentCode, string> = {
	ECONNREFUSED: 'nothing is listening at that address',
	ENOTFOUND: 'the host name does not exist',
	EAI_AGAIN: 'the host name could not be looked up',
	EHOSTUNREACH: 'the host is unreachable',
	ENETUNREACH: 'the network is unreachable',
	EADDRNOTAVAIL: 'the address is not available',
	ERR_INVALID_URL: 'the address is not valid',
};

const TIMEOUT_CODES = ['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'];

/** The `LumaFailure` for a request that got no answer. A `LumaFailure` is returned as it is. */
export function connectionError(
	error: unknown,
	gateway: Gateway,
	timeoutSeconds: number,
): LumaFailure {
	if (error instanceof LumaFailure) return error;
	const blocked = blockedError(error, gateway, gateway.label);
	if (blocked) return blocked;

	const { code, syscall } = findSystemError(error);
	const facts = { gateway: gateway.name, retryable: true };
	if (!mayErrorBeCharged(code, syscall)) {
		const reason = isUnsentCode(code)
			? UNSENT_REASONS[code]
			: 'its TLS certificate is not accepted';
		return new LumaFailure(
			'network',
			`${gateway.label} could not be reached: ${reason}`,
			"Check 'Base URL' in the 'Luma AI API' credential, and that your n8n can reach it. Nothing was sent.",
			facts,
		);
	}
	return TIMEOUT_CODES.includes(code)
		? new LumaFailure(
				'timeout',
				`${gateway.label} did not respond within ${timeoutSeconds} seconds`,
				'The gateway may be overloaded. Try again in a few minutes.',
				{ ...facts, mayBeCharged: true },
			)
		: new LumaFailure(
				'network',
				`The connection to ${gateway.label} was lost before it responded`,
				'The gateway or the network in between may be restarting. Try again in a few minutes.',
				{ ...facts, mayBeCharged: true },
			);
}

/** The code and syscall of Node's own error, which n8n wraps in its errors; `code` is empty if there is none. */
function findSystemError(error: unknown): { code: string; syscall?: unknown } {
	let current = error as { code?: unknown; syscall?: unknown; cause?: unknown } | undefined;
	for (let depth = 0; current && depth < 5; depth++) {
		const { code, syscall } = current;
		if (typeof code === 'string') return { code, syscall };
		current = current.cause as typeof current;
	}
	return { code: '' };
}

/**
 * The `LumaFailure` for a request that n8n's SSRF protection stopped before it was sent
 * (docs/n8n-internals.md#ssrf-protection); `undefined` for any other error. A retry would not help.
 *
 * @param target what the request was for, e.g. `CometAPI`
 */
export function blockedError(
	error: unknown,
	gateway: Gateway,
	target: string,
): LumaFailure | undefined {
	const cause = (error as { cause?: unknown } | undefined)?.cause;
	const ssrfError = [error, cause].find(isSsrfError);
	if (!ssrfError) return undefined;
	const address = asText(ssrfError.hostname) ?? asText(ssrfError.ip);
	return new LumaFailure(
		'network',
		`Your n8n blocks the address of ${target}${address ? ` (${address})` : ''}. Nothing was sent`,
		'Its protection against requests to internal addresses (SSRF) is on. An administrator of this n8n can allow the address: by name in N8N_SSRF_ALLOWED_HOSTNAMES, or by range in N8N_SSRF_ALLOWED_IP_RANGES.',
		{ gateway: gateway.name },
	);
}

const isSsrfError = (error: unknown): error is { hostname?: unknown; ip?: unknown } =>
	/ssrf/i.test((error as Error | undefined)?.constructor?.name ?? '');
