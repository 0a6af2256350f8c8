import { findGateway, GATEWAYS } from '../gateways';
import type { Gateway } from '../gateways/gateway';
import { invalidInput } from '../task/failure';
import { describeValue } from '../task/values';

/** The credential's settings, validated and normalized. */
export interface Access {
	gateway: Gateway;
	/** Without a trailing slash and without the API's own path. */
	baseUrl: string;
	apiKey: string;
}

/** What people paste along with the address: the path of a call, or the root of the API and nothing before it. */
const API_PATHS = [
	/\/(dream-machine\/v1\/(generations|credits)|luma\/(v2\/)?(generations|tasks)|v1\/generations)(\/.*)?$/,
	/^\/(dream-machine(\/v1)?|luma(\/v2)?|v\d+)$/,
];

/** No key contains these; they come from a quotation, a list or a code sample. */
const NOT_IN_KEYS = /[^\x21-\x7e]|["'`\\,;<>{}[\]()]/;

/**
 * @throws LumaFailure `invalidInput` if the settings cannot work, before anything is sent: a key never
 * reaches a gateway that did not issue it
 */
export function readCredential(data: Record<string, unknown>): Access {
	const gateway = findGateway(data.gateway ?? GATEWAYS[0].name);
	if (!gateway) {
		throw invalidInput(
			`'Gateway' must be one of its options, but is ${describeValue(data.gateway)}`,
			"Choose one from the list in the 'Luma AI API' credential.",
		);
	}
	const apiKey = bareKey(data.apiKey);
	if (apiKey === '') {
		throw invalidInput(
			"'API Key' is empty",
			`Enter the key of your ${gateway.label} account in the 'Luma AI API' credential.`,
			{ gateway: gateway.name },
		);
	}
	if (NOT_IN_KEYS.test(apiKey)) {
		throw invalidInput(
			"'API Key' contains characters that no key can contain",
			`Copy the key from your ${gateway.label} account again and paste it into the 'Luma AI API' credential.`,
			{ gateway: gateway.name },
		);
	}
	return { gateway, baseUrl: readBaseUrl(data.baseUrl, gateway), apiKey };
}

/** The key without what is pasted along: white space, `Bearer `, and a pair of quotes around all of it. */
export function bareKey(value: unknown): string {
	const text = typeof value === 'string' ? value.trim() : '';
	const bare = text.replace(/^bearer(\s+|$)/i, '').replace(/^(["'`])(.*)\1$/s, '$2');
	return bare === text ? text : bareKey(bare);
}

function readBaseUrl(value: unknown, gateway: Gateway): string {
	const facts = { gateway: gateway.name };
	const text = (typeof value === 'string' ? value.trim() : '') || (gateway.baseUrl ?? '');
	if (text === '') {
		throw invalidInput(
			"'Base URL' is empty",
			`${gateway.label} has no common address. Enter the address of your installation in the 'Luma AI API' credential, e.g. https://relay.example.com.`,
			facts,
		);
	}
	const url = parseUrl(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`);
	if (!url) {
		throw invalidInput(
			"'Base URL' is not a web address",
			"Enter an address that starts with https:// in the 'Luma AI API' credential.",
			facts,
		);
	}
	// The same host whatever the port, and with or without a trailing dot.
	const host = url.hostname.replace(/\.+$/, '');
	const owner = GATEWAYS.find((other) => other.baseUrl && new URL(other.baseUrl).hostname === host);
	// The editor keeps the prefilled address of the first gateway when the user chooses another one.
	if (owner === GATEWAYS[0] && gateway.baseUrl) return gateway.baseUrl;
	if (owner && owner !== gateway) {
		throw invalidInput(
			`'Base URL' belongs to ${owner.label}, but 'Gateway' is ${gateway.label}`,
			`Enter the address of ${gateway.label} in the 'Luma AI API' credential, or set 'Gateway' to ${owner.label}. Nothing was sent.`,
			facts,
		);
	}
	// Never send the key unencrypted to a gateway that supports TLS.
	if (owner) Object.assign(url, { protocol: 'https:', hostname: host });
	const path = url.pathname.replace(/\/+$/, '');
	return url.origin + API_PATHS.reduce((rest, pattern) => rest.replace(pattern, ''), path);
}

/** Characters; DNS does not resolve longer names. */
const MAX_HOST_LENGTH = 253;

function parseUrl(text: string): URL | undefined {
	try {
		const url = new URL(text);
		const isHost = url.hostname.length <= MAX_HOST_LENGTH;
		// A user name means that this is a mail address, or a second set of credentials.
		return /^https?:$/.test(url.protocol) && !url.username && isHost ? url : undefined;
	} catch {
		return undefined;
	}
}
