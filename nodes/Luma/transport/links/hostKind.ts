/**
 * Where an address leads. `special`: to nobody whose files one wants, e.g. the metadata service of a
 * cloud, which gives away its keys, or all machines at once.
 */
export type HostKind = 'public' | 'private' | 'loopback' | 'special';

const V4_NETWORKS: ReadonlyArray<[range: string, HostKind]> = [
	['0.0.0.0/8', 'special'],
	['10.0.0.0/8', 'private'],
	// Alibaba Cloud's metadata, inside of the range that providers share among customers.
	['100.100.100.200/32', 'special'],
	['100.64.0.0/10', 'private'],
	['127.0.0.0/8', 'loopback'],
	// Azure's.
	['168.63.129.16/32', 'special'],
	// Link-local; nearly every cloud has its metadata there.
	['169.254.0.0/16', 'special'],
	['172.16.0.0/12', 'private'],
	// Oracle's metadata is in it.
	['192.0.0.0/24', 'special'],
	['192.168.0.0/16', 'private'],
	['198.18.0.0/15', 'private'],
	// Multicast, reserved, broadcast.
	['224.0.0.0/3', 'special'],
];

const V6_NETWORKS: ReadonlyArray<[range: string, HostKind]> = [
	['::1/128', 'loopback'],
	['64:ff9b:1::/48', 'private'],
	// The metadata of AWS and of Google Cloud.
	['fd00:ec2::/32', 'special'],
	['fd20:ce::254/128', 'special'],
	['fc00::/7', 'private'],
	['fec0::/10', 'private'],
	// Teredo, which nobody offers any more; it carries an address of IPv4 in disguise.
	['2001::/32', 'special'],
	['2000::/3', 'public'],
];

/** Ranges whose addresses carry one of IPv4, and the group at which that begins. */
const V4_INSIDE: ReadonlyArray<[range: string, group: number]> = [
	['::ffff:0:0/96', 6],
	['::ffff:0:0:0/96', 6],
	['64:ff9b::/96', 6],
	['2002::/16', 1],
];

/** Names of the metadata services of clouds. */
const METADATA =
	/^(metadata(\.google\.internal|\.goog|\.azure\.internal|\.tencentyun\.com)?|instance-data(\.ec2\.internal)?)$/;
const LOOPBACK = /(^|\.)localhost(\.localdomain)?$|^ip6-(localhost|loopback)$/;
/** Names that only a network of one's own knows; among them all without a dot, as containers have. */
const PRIVATE = /^[^.]+$|\.(internal|local|localdomain|lan|home|corp|intranet|private|home\.arpa)$/;

/**
 * By the spelling alone: of a name it says nothing but what the name itself tells.
 *
 * @param host a name or an address, with or without the brackets of IPv6
 */
export function hostKind(host: string): HostKind {
	const name = spelledAsUsual(host);
	if (name === undefined) return 'special';
	const v6 = /^\[(.*)\]$/.exec(name)?.[1];
	if (v6 !== undefined) return networkOfV6(groupsOf(v6));
	if (/^\d+(\.\d+){3}$/.test(name)) return networkOfV4(name.split('.').map(Number));
	if (METADATA.test(name)) return 'special';
	if (LOOPBACK.test(name)) return 'loopback';
	return PRIVATE.test(name) ? 'private' : 'public';
}

/**
 * Whether a gateway may send its users there. What is at home in a network may link into it; the
 * machine that n8n runs on is at home in all that it reaches.
 */
export const isAllowedTarget = (gateway: HostKind, link: HostKind) =>
	link === 'public' ||
	(link !== 'special' && (gateway === link || (gateway === 'loopback' && link === 'private')));

/** The one spelling that every program makes of it; none where it is not a host. */
function spelledAsUsual(host: string): string | undefined {
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
	const carrier = V4_INSIDE.find(([range]) => isIn(range, groups, 16, groupsOf));
	if (carrier) {
		const [high, low] = groups.slice(carrier[1], carrier[1] + 2);
		return networkOfV4([high >> 8, high & 255, low >> 8, low & 255]);
	}
	// What is in none of them is not given out to anybody.
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

/** The eight groups of an address of IPv6 in its usual spelling. */
function groupsOf(address: string): number[] {
	const [head, tail] = `${address}::`
		.split('::', 2)
		.map((half) => half.split(':').filter((group) => group !== ''));
	const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
	return [...head, ...zeros, ...tail].map((group) => parseInt(group, 16));
}
