import { findGateway, GATEWAYS } from '../gateways';
import type { Gateway } from '../gateways/gateway';
import { invalidInput } from '../task/failure';
import { describeValue } from '../task/values';

/** The stored credential, cleaned up. */
export interface Access {
	gateway: Gateway;
	/** Without a trailing slash and without the API's own path. */
	baseUrl: string;
	apiKey: string;
}

/** Paths that belong to the API; people paste them with the address of the gateway. */
const API_PATH = /\/(dream-machine|luma|v\d+)(\/.*)?$/;

/**
 * @throws LumaFailure `invalidInput` where the settings cannot work: nothing is sent then, so a
 * key never reaches the gateway of somebody else
 */
export function readCredential(data: Record<string, unknown>): Access {
	const gateway = findGateway(data.gateway ?? GATEWAYS[0].name);
	if (!gateway) {
		throw invalidInput(
			`'Gateway' cannot be ${describeValue(data.gateway)}`,
			"Choose one of the list in the 'Luma AI API' credential.",
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
	if (!/^[\x21-\x7e]+$/.test(apiKey)) {
		throw invalidInput(
			"'API Key' holds characters that no key has",
			`Copy the key of your ${gateway.label} account again into the 'Luma AI API' credential.`,
			{ gateway: gateway.name },
		);
	}
	return { gateway, baseUrl: readBaseUrl(data.baseUrl, gateway), apiKey };
}

/** The key without a pasted `Bearer ` and without white space. */
export const bareKey = (value: unknown) =>
	typeof value === 'string' ? value.trim().replace(/^bearer(\s+|$)/i, '') : '';

function readBaseUrl(value: unknown, gateway: Gateway): string {
	const facts = { gateway: gateway.name };
	const text = (typeof value === 'string' ? value.trim() : '') || (gateway.baseUrl ?? '');
	if (text === '') {
		throw invalidInput(
			"'Base URL' is empty",
			`Everybody hosts ${gateway.label} at an address of their own. Enter yours in the 'Luma AI API' credential, e.g. https://relay.example.com.`,
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
	// Whatever port and dots are written with it.
	const host = url.hostname.replace(/\.+$/, '');
	const owner = GATEWAYS.find((other) => other.baseUrl && new URL(other.baseUrl).hostname === host);
	// The editor keeps its first prefilled address when the user picks another gateway.
	if (owner === GATEWAYS[0] && gateway.baseUrl) return gateway.baseUrl;
	if (owner && owner !== gateway) {
		throw invalidInput(
			`'Base URL' is that of ${owner.label}, but 'Gateway' is ${gateway.label}`,
			`Enter the address of your ${gateway.label} in the 'Luma AI API' credential, or choose the other gateway. Nothing was sent.`,
			facts,
		);
	}
	// The key never travels in clear text to a gateway that is known to speak TLS.
	if (owner) Object.assign(url, { protocol: 'https:', hostname: host });
	return url.origin + url.pathname.replace(/\/+$/, '').replace(API_PATH, '');
}

/** Characters of a name; a longer one cannot be looked up. */
const LONGEST_HOST = 253;

function parseUrl(text: string): URL | undefined {
	try {
		const url = new URL(text);
		// A user name in it is a mail address, or a second way to log in.
		const isHost = url.hostname.length <= LONGEST_HOST;
		return /^https?:$/.test(url.protocol) && !url.username && isHost ? url : undefined;
	} catch {
		return undefined;
	}
}
