import fc from 'fast-check';

import {
	isAllowedTarget,
	kindOfHost,
	type HostKind,
} from '../../../../nodes/Luma/transport/links/hostKind';

/** The kind of a host in a link, as a URL parser reads it. */
const ofLink = (host: string) => kindOfHost(new URL(`http://${host}:8080/v.mp4`).hostname);

describe('the kind of a host', () => {
	it.each<[HostKind, string[]]>([
		[
			'loopback',
			['127.0.0.1', '127.255.255.254', '[::1]', '[::ffff:127.0.0.1]', '[64:ff9b::7f00:1]'],
		],
		['loopback', ['localhost', 'LOCALHOST.', 'a.localhost', 'localhost.localdomain']],
		['private', ['10.0.0.0', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1']],
		['private', ['100.64.0.1', '100.127.255.255', '198.18.0.1', '198.19.255.255']],
		['private', ['[fc00::1]', '[fdff::1]', '[fec0::1]', '[::ffff:10.0.0.1]', '[2002:a00:1::]']],
		['private', ['minio', 'files.local', 'x.internal', 'x.internal.', 'nas.lan', 'x.home.arpa']],
		['private', ['host.docker.internal', 'store.default.svc.cluster.local']],
		['special', ['169.254.169.254', '169.254.170.2', '[fe80::1]', '[febf::1]']],
		['special', ['[fd00:ec2::254]', '[fd20:ce::254]', '[::ffff:169.254.169.254]']],
		['special', ['[64:ff9b::a9fe:a9fe]', '[2002:a9fe:a9fe::1]', '[::ffff:0:169.254.169.254]']],
		['special', ['100.100.100.200', '168.63.129.16', '192.0.0.192']],
		['special', ['metadata', 'metadata.google.internal.', 'METADATA.goog', 'instance-data']],
		['special', ['0.0.0.0', '0.1.2.3', '[::]', '224.0.0.1', '239.255.255.250', '[ff02::1]']],
		['special', ['240.0.0.1', '255.255.255.255', '[::169.254.169.254]', '[100::1]', '[2001::1]']],
		['public', ['8.8.8.8', '9.255.255.255', '11.0.0.0', '172.15.0.1', '172.32.0.1', '192.167.0.1']],
		[
			'public',
			['100.63.255.255', '100.128.0.0', '126.0.0.1', '128.0.0.1', '198.17.0.1', '198.20.0.1'],
		],
		['public', ['223.255.255.255', '169.253.0.1', '[2606:4700::1111]', '[64:ff9b::808:808]']],
		['public', ['storage.cdn-luma.com', 'localhost.example.com', 'xlocalhost.com', 'internal.com']],
		['public', ['metadata.example.com', 'local.net.', '10.0.0.1.nip.io']],
	])('is %s: %j', (kind, hosts) => {
		expect(hosts.map((host) => [host, ofLink(host)])).toEqual(hosts.map((host) => [host, kind]));
	});

	it.each<[string, HostKind]>([
		['::1', 'loopback'],
		['::ffff:127.0.0.1', 'loopback'],
		['::ffff:10.1.2.3', 'private'],
		['fe80::1%eth0', 'special'],
		['fd12:3456::1', 'private'],
		['2606:4700::1111', 'public'],
		['93.184.216.34', 'public'],
		['', 'special'],
		['...', 'special'],
		['a b', 'special'],
	])('of %j, as a socket or DNS writes it, is %s', (address, kind) => {
		expect(kindOfHost(address)).toBe(kind);
	});
});

describe('an address in another spelling', () => {
	/** The seed gives the same addresses in every run. */
	const RUNS = { numRuns: 3_000, seed: 1 };
	const bytes = fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 255 })));
	const near = fc.constantFrom(
		[127, 0, 0, 1],
		[10, 0, 0, 1],
		[169, 254, 169, 254],
		[192, 168, 1, 1],
		[172, 16, 0, 1],
		[100, 100, 100, 200],
		[0, 0, 0, 0],
	);
	const address = fc.oneof(bytes, near) as fc.Arbitrary<number[]>;
	const number = fc.constantFrom(
		(value: number) => String(value),
		(value: number) => `0x${value.toString(16)}`,
		(value: number) => `0X${value.toString(16).toUpperCase()}`,
		(value: number) => `0${value.toString(8)}`,
		(value: number) => `0x000${value.toString(16)}`,
	);

	/** The last of `count` parts holds all remaining bytes. */
	const spelled = (parts: number[], count: number, write: Array<(value: number) => string>) => {
		const last = parts.slice(count - 1).reduce((sum, part) => sum * 256 + part, 0);
		return [...parts.slice(0, count - 1), last].map((part, at) => write[at](part)).join('.');
	};
	const disguises: Array<(host: string) => string> = [
		(host) => host,
		(host) => `${host}.`,
		(host) => host.replace(/\./g, '%2E'),
		(host) => host.replace(/\./g, '。'),
		(host) => host.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
		(host) => host.replace(/\d/g, (digit) => `%3${digit}`),
	];

	it('has the same kind as a number, in hexadecimal, octal or fewer parts, in other digits, or with a final dot', () => {
		fc.assert(
			fc.property(
				address,
				fc.integer({ min: 1, max: 4 }),
				fc.tuple(number, number, number, number),
				fc.constantFrom(...disguises),
				(parts, count, write, disguise) => {
					const host = disguise(spelled(parts, count, write));
					expect([host, ofLink(host)]).toEqual([host, kindOfHost(parts.join('.'))]);
				},
			),
			RUNS,
		);
	});

	it('has the same kind inside an IPv6 address', () => {
		const inHex = ([a, b, c, d]: number[]) =>
			`${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
		const carriers: Array<(parts: number[]) => string> = [
			(parts) => `::ffff:${parts.join('.')}`,
			(parts) => `::FFFF:${inHex(parts)}`,
			(parts) => `0:0:0:0:0:ffff:${inHex(parts)}`,
			(parts) => `64:ff9b::${parts.join('.')}`,
			(parts) => `0064:ff9b:0:0:0:0:${inHex(parts)}`,
			(parts) => `2002:${inHex(parts)}::`,
			(parts) => `2002:${inHex(parts)}:1:2:3:4:5`,
		];
		fc.assert(
			fc.property(address, fc.constantFrom(...carriers), (parts, carry) => {
				const host = carry(parts);
				const kind = kindOfHost(parts.join('.'));
				expect([host, ofLink(`[${host}]`), kindOfHost(host)]).toEqual([host, kind, kind]);
			}),
			RUNS,
		);
	});

	it('never makes the function throw', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (host) => {
				expect(['public', 'private', 'loopback', 'special']).toContain(kindOfHost(host));
			}),
		);
	});
});

describe('a gateway may link', () => {
	it.each<[HostKind, HostKind[]]>([
		['public', ['public']],
		['private', ['public', 'private']],
		['loopback', ['public', 'private', 'loopback']],
		['special', ['public']],
	])('from a %s host to %j', (gateway, links) => {
		const all: HostKind[] = ['public', 'private', 'loopback', 'special'];
		expect(all.filter((link) => isAllowedTarget(gateway, link))).toEqual(links);
	});
});
