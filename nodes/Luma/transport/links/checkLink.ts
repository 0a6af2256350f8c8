import type { IExecuteFunctions } from 'n8n-workflow';

import { LumaFailure } from '../../task/failure';
import { isAllowedTarget, hostKind, type HostKind } from './hostKind';
import type { GatewayClient } from '../client';

/*
 * A gateway's answer says where its files are, and n8n can reach what the gateway cannot: n8n
 * itself, the machines beside it, the keys that a cloud gives to its machines. So each link is
 * looked at before anything is asked there: by its spelling, then by the addresses of its name.
 *
 * Whoever owns a name can change its address in between, and n8n shows nobody the connection that
 * it made. What is against that is n8n's own protection (N8N_SSRF_PROTECTION_ENABLED).
 */

type Context = Pick<IExecuteFunctions, 'helpers'>;

/** @throws LumaFailure `badResponse` where the link leads to where no gateway's link has to lead */
export async function checkLink(context: Context, client: GatewayClient, url: URL): Promise<void> {
	const host = hostOf(url);
	if (!/^https?:$/.test(url.protocol)) throw refused(client, `it begins with ${url.protocol}`);
	if (url.username || url.password) throw refused(client, 'it holds a user name or a password');
	// The user named this one, and sends the key there.
	if (host === gatewayHost(client)) return;
	if (!isAllowedTarget(gatewayNetwork(client), hostKind(host))) throw leadsTo(client, host);
	const { blocked, allowed } = await addressesOf(context, host);
	const isHome = (address: string) => isAllowedTarget(gatewayNetwork(client), hostKind(address));
	const unwanted = [
		...blocked.filter((address) => !isHome(address)),
		...allowed.filter((address) => !isHome(address) && !FOR_ANY_NAME.test(address)),
	];
	if (unwanted.length > 0) throw leadsTo(client, host, unwanted[0]);
}

/**
 * The range for tests of speed: some networks give each name one of its addresses, and find the real one
 * behind it. Only where n8n's settings allow it: of a blocked address n8n tells nothing but the first, and
 * the name may have others.
 */
const FOR_ANY_NAME = /^(::ffff:)?198\.1[89]\./i;

interface Addresses {
	/** The first one that n8n's rules block, switched on or not. */
	blocked: string[];
	allowed: string[];
}

/**
 * The addresses of a name, as far as n8n can tell: none before n8n 2, nor where only a proxy knows the
 * name. What n8n's rules allow by its name (N8N_SSRF_ALLOWED_HOSTNAMES) is left out.
 */
async function addressesOf({ helpers }: Context, host: string): Promise<Addresses> {
	const filter = helpers.getSecureEgressFilter?.('enforced');
	if (!filter) return { blocked: [], allowed: [] };
	return await new Promise((resolve) => {
		filter.createSecureLookup()(bare(host), { all: true }, (error, found) => {
			const { ip } = (error ?? {}) as { ip?: unknown };
			if (error) return resolve({ blocked: typeof ip === 'string' ? [ip] : [], allowed: [] });
			const addresses = [found].flat().map((one) => (typeof one === 'string' ? one : one.address));
			// The others are blocked by their address, and were found all the same.
			const allowed = addresses.filter((address) => filter.validateConnectionHost(address).ok);
			resolve({ blocked: [], allowed });
		});
	});
}

const bare = (host: string) => host.replace(/^\[(.*)\]$/, '$1');

// By its spelling only: whoever owns a name decides which address it has.
const gatewayNetwork = (client: GatewayClient) => hostKind(gatewayHost(client));

const gatewayHost = ({ baseUrl }: GatewayClient) => hostOf(new URL(baseUrl));

const hostOf = ({ hostname }: URL) => hostname.replace(/\.+$/, '');

const PLACES: Record<HostKind, string> = {
	public: 'another machine',
	private: 'a private network',
	loopback: 'the machine that n8n runs on',
	special: 'an address that serves no files',
};

const leadsTo = (client: GatewayClient, host: string, address?: string) =>
	refused(
		client,
		`it leads to ${PLACES[hostKind(address ?? host)]} (${[host, address].filter(Boolean).join(', ')})`,
	);

/** @param why e.g. `it leads to a private network (10.0.0.5)` */
export const refused = ({ gateway }: GatewayClient, why: string) =>
	new LumaFailure(
		'badResponse',
		`The link that ${gateway.label} gave was not followed: ${why}`,
		"If you trust it, load the link that 'Task: Get' gives with n8n's 'HTTP Request' node. A relay in your own network may link into it where 'Base URL' in the 'Luma AI API' credential is its address there. A public name that leads there is followed if your n8n names it in N8N_SSRF_ALLOWED_HOSTNAMES; where all names lead to 198.18.0.0/15, name that in N8N_SSRF_ALLOWED_IP_RANGES.",
		{ gateway: gateway.name },
	);
