import type { IExecuteFunctions } from 'n8n-workflow';

import { LumaFailure } from '../../task/failure';
import { isAllowedTarget, kindOfHost, type HostKind } from './hostKind';
import type { GatewayClient } from '../client';

/*
 * Guards against SSRF. The links to files come from the gateway's answer, and n8n can reach hosts that the
 * gateway cannot: n8n itself, its neighbours, and the cloud's metadata service with its credentials. So each
 * link is checked before it is requested: first its spelling, then the addresses that its name resolves to.
 *
 * The owner of a name can change its address between the check and the request, and n8n does not reveal
 * which address it connected to. Only n8n's own protection helps against that
 * (docs/n8n-internals.md#ssrf-protection).
 */

type Context = Pick<IExecuteFunctions, 'helpers'>;

/** @throws LumaFailure `badResponse` if the gateway has no reason to link there */
export async function checkLink(context: Context, client: GatewayClient, url: URL): Promise<void> {
	const host = hostOf(url);
	if (!/^https?:$/.test(url.protocol)) {
		throw linkNotAllowed(client, `it begins with ${url.protocol}`);
	}
	if (url.username || url.password) {
		throw linkNotAllowed(client, 'it contains a user name or a password');
	}
	// The gateway's own host comes from the credential, and receives the key anyway.
	if (host === gatewayHost(client)) return;
	if (!isAllowedTarget(gatewayKind(client), kindOfHost(host))) throw hostNotAllowed(client, host);
	const { blocked, allowed } = await addressesOf(context, host);
	const isWrongTarget = (address: string) =>
		!isAllowedTarget(gatewayKind(client), kindOfHost(address));
	const wrongTargets = [
		...blocked.filter(isWrongTarget),
		...allowed.filter((address) => isWrongTarget(address) && !FAKE_IP.test(address)),
	];
	if (wrongTargets.length > 0) throw hostNotAllowed(client, host, wrongTargets[0]);
}

/**
 * 198.18.0.0/15, the benchmarking range: "fake-IP" proxies resolve every name into it. It counts as public
 * only if n8n's settings allow it, since n8n reveals only the first blocked address, and the name may have
 * others.
 */
const FAKE_IP = /^(::ffff:)?198\.1[89]\./i;

interface Addresses {
	/** At most one: the first that n8n's SSRF rules block, whether or not they are in force. */
	blocked: string[];
	allowed: string[];
}

/**
 * The addresses of a name as far as n8n reveals them: none before n8n 2, and none if only a proxy can
 * resolve the name. Names in N8N_SSRF_ALLOWED_HOSTNAMES have none either.
 */
async function addressesOf({ helpers }: Context, host: string): Promise<Addresses> {
	const filter = helpers.getSecureEgressFilter?.('enforced');
	if (!filter) return { blocked: [], allowed: [] };
	return await new Promise((resolve) => {
		filter.createSecureLookup()(withoutBrackets(host), { all: true }, (error, found) => {
			const { ip } = (error ?? {}) as { ip?: unknown };
			if (error) return resolve({ blocked: typeof ip === 'string' ? [ip] : [], allowed: [] });
			const addresses = [found]
				.flat()
				.map((entry) => (typeof entry === 'string' ? entry : entry.address));
			// An address that is blocked here was found because its name is on n8n's list.
			const allowed = addresses.filter((address) => filter.validateConnectionHost(address).ok);
			resolve({ blocked: [], allowed });
		});
	});
}

const withoutBrackets = (host: string) => host.replace(/^\[(.*)\]$/, '$1');

// By its spelling only: the owner of a name decides what it resolves to.
const gatewayKind = (client: GatewayClient) => kindOfHost(gatewayHost(client));

const gatewayHost = ({ baseUrl }: GatewayClient) => hostOf(new URL(baseUrl));

const hostOf = ({ hostname }: URL) => hostname.replace(/\.+$/, '');

const PLACES: Record<HostKind, string> = {
	public: 'another machine',
	private: 'a private network',
	loopback: 'the machine that n8n runs on',
	special: 'an address that serves no files',
};

const hostNotAllowed = (client: GatewayClient, host: string, address?: string) =>
	linkNotAllowed(
		client,
		`it points to ${PLACES[kindOfHost(address ?? host)]} (${[host, address].filter(Boolean).join(', ')})`,
	);

/** @param reason e.g. `it points to a private network (10.0.0.5)` */
export const linkNotAllowed = ({ gateway }: GatewayClient, reason: string) =>
	new LumaFailure(
		'badResponse',
		`The link from ${gateway.label} was not followed: ${reason}`,
		"If you trust the link, read it with 'Task: Get' and download it with n8n's 'HTTP Request' node. A relay in your own network may link into that network if 'Base URL' in the 'Luma AI API' credential is its internal address. A public name that resolves to an internal address is followed if your n8n lists it in N8N_SSRF_ALLOWED_HOSTNAMES. If your network resolves all names into 198.18.0.0/15, list that range in N8N_SSRF_ALLOWED_IP_RANGES.",
		{ gateway: gateway.name },
	);
