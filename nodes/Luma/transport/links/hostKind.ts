/**
 * Where a host is. `special`: an address that never serves files, e.g. a cloud's metadata service, which
 * hands out credentials, or a multicast address.
 */
export type HostKind = 'public' | 'private' | 'loopback' | 'special';

const V4_NETWORKS: ReadonlyArray<[range: string, HostKind]> = [
	['0.0.0.0/8', 'special'],
	['10.0.0.0/8', 'private'],
	// Alibaba Cloud's metadata service, inside the shared range for carrier-grade NAT.
	['100.100.100.200/32', 'special'],
	['100.64.0.0/10', 'private'],
	['127.0.0.0/8', 'loopback'],
	// Azure's metadata service.
	['168.63.129.16/32', 'special'],
	// Link-local; the metadata service of nearly every cloud.
	['169.254.0.0/16', 'special'],
	['172.16.0.0/12', 'private'],
	// Contains Oracle Cloud's metadata service.
	['192.0.0.0/24', 'special'],
	['192.168.0.0/16', 'private'],
	['198.18.0.0/15', 'private'],
	// Multicast, reserved, broadcast.
	['224.0.0.0/3', 'special'],
];

const V6_NETWORKS: ReadonlyArray<[range: string, HostKind]> = [
	['::1/128', 'loopback'],
	['64:ff9b:1::/48', 'private'],
	// The metadata services of AWS and Google Cloud.
	['fd00:ec2::/32', 'special'],
	['fd20:ce::254/128', 'special'],
	['fc00::/7', 'private'],
	['fec0::/10', 'private'],
	// Teredo, which is obsolete; it hides an IPv4 address.
	['2001::/32', 'special'],
	['2000::/3', 'public'],
];

/** Ranges whose addresses contain an IPv4 address, and the index of the 16-bit group at which it begins. */
const V4_INSIDE: ReadonlyArray<[range: string, group: number]> = [
	['::ffff:0:0/96', 6],
	['::ffff:0:0:0/96', 6],
	['64:ff9b::/96', 6],
	['2002::/16', 1],
];

/** Host names of cloud metadata services. */
const METADATA =
	/^(metadata(\.google\.internal|\.goog|\.azure\.internal|\.tencentyun\.com)?|instance-data(\.ec2\.internal)?)$/;
const LOOPBACK = /(^|\.)localhost(\.localdomain)?$|^ip6-(localhost|loopback)$/;
/** Names that only resolve inside a private network, including all without a dot, e.g. of containers. */
const PRIVATE = /^[^.]+$|\.(internal|local|localdomain|lan|home|corp|intranet|private|home\.arpa)$/;

/**
 * Judges a host by its spelling alone, without resolving names.
 *
 * @param host a name or an IP address, with or without the brackets of IPv6
 */
export function kindOfHost(host: string): HostKind {
	const name = canonicalHost(host);
	if (name === undefined) return 'special';
	const v6 = /^\[(.*)\]$/.exec(name)?.[1];
	if (v6 !== undefined) return networkOfV6(groupsOf(v6));
	if (/^\d+(\.\d+){3}$/.test(name)) return networkOfV4(name.split('.').map(Number));
	if (METADATA.test(name)) return 'special';
	if (LOOPBACK.test(name)) return 'loopback';
	return PRIVATE.test(name) ? 'private' : 'public';
}

/**
 * Whether to follow a gateway's link. A gateway in a private network may link into that network; a gateway
 * on n8n's own machine may link to both.
 */
export const isAllowedTarget = (gateway: HostKind, link: HostKind) =>
	link === 'public' ||
	(link !== 'special' && (gateway === link || (gateway === 'loopback' && link === 'private')));

/** The host as URL parsers normalize it; `undefined` if it is not a host. */
function canonicalHost(host: string): string | undefined {
	const [address] = host.split('%');
	const isBareV6 = address.includes(':') && !address.startsWith('[');
	try {
		return (
			new URL(`http://${isBareV6 ? `[${address}]` : host}`).hostname.replace(/\.+$/, '') ||
			undefined
		);
	} catch {
		return undefined;
	}
}

const networkOfV4 = (bytes: number[]): HostKind =>
	V4_NETWORKS.find(([range]) =>
		isIn(range, bytes, 8, (text) => text.split('.').map(Number)),
	)?.[1] ?? 'public';

function networkOfV6(groups: number[]): HostKind {
	const embedding = V4_INSIDE.find(([range]) => isIn(range, groups, 16, groupsOf));
	if (embedding) {
		const [high, low] = groups.slice(embedding[1], embedding[1] + 2);
		return networkOfV4([high >> 8, high & 255, low >> 8, low & 255]);
	}
	// All other ranges are unassigned.
	return V6_NETWORKS.find(([range]) => isIn(range, groups, 16, groupsOf))?.[1] ?? 'special';
}

function isIn(
	range: string,
	parts: number[],
	bitsPerPart: number,
	read: (text: string) => number[],
): boolean {
	const [base, bits] = range.split('/');
	const inBits = (numbers: number[]) =>
		numbers.map((part) => part.toString(2).padStart(bitsPerPart, '0')).join('');
	return inBits(parts).startsWith(inBits(read(base)).slice(0, Number(bits)));
}

/** The eight 16-bit groups of a canonical IPv6 address. */
function groupsOf(address: string): number[] {
	const [head, tail] = `${address}::`
		.split('::', 2)
		.map((half) => half.split(':').filter((group) => group !== ''));
	const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
	return [...head, ...zeros, ...tail].map((group) => parseInt(group, 16));
}
