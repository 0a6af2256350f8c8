import { findGateway, GATEWAYS } from '../../../nodes/Luma/gateways';
import type { Gateway, ProbeAnswer } from '../../../nodes/Luma/gateways/gateway';
import type { GatewayName } from '../../../nodes/Luma/gateways';

const gatewayOf = (name: GatewayName) => findGateway(name) as Gateway;
const RELAYS: GatewayName[] = ['cometApi', 'rixApi', 'openAiHk'];
const NOBODYS_TASK = '00000000-0000-0000-0000-000000000000';

const knows = (name: GatewayName, answer: Partial<ProbeAnswer>) =>
	gatewayOf(name).recognizes({ status: 404, body: {}, code: 'taskNotFound', ...answer });

describe('the free call that only a good key gets past', () => {
	it.each<[GatewayName, string]>([
		['cometApi', `/dream-machine/v1/generations/${NOBODYS_TASK}`],
		['rixApi', `/luma/generations/${NOBODYS_TASK}`],
		['openAiHk', `/luma/generations/${NOBODYS_TASK}`],
		['lumaAgents', `/v1/generations/${NOBODYS_TASK}`],
		['dreamMachine', '/dream-machine/v1/credits'],
	])('of %s reads %s', (name, path) => {
		expect(gatewayOf(name).probeRequest).toStrictEqual({ method: 'GET', path });
	});

	it.each(RELAYS)(
		'of %s is past where no such task is known (docs/gateways.md#free-key-tests)',
		(name) => {
			expect(knows(name, { code: 'taskNotFound' })).toBe(true);
			expect(knows(name, { code: 'invalidInput', status: 400 })).toBe(true);
			for (const code of ['auth', 'gateway', 'badResponse'] as const) {
				expect(knows(name, { code })).toBe(false);
			}
		},
	);

	it.each(RELAYS)("of %s is not past by the words of Luma's own APIs", (name) => {
		expect(knows(name, { body: { detail: 'Generation not found' } })).toBe(false);
		expect(knows(name, { body: { detail: 'Not Found' } })).toBe(false);
	});

	it('of Luma Agents API is past where its own words say that there is no such task', () => {
		expect(knows('lumaAgents', { body: { detail: 'Generation not found' } })).toBe(true);
		expect(knows('lumaAgents', { body: { detail: 'Not Found' } })).toBe(false);
		expect(knows('lumaAgents', { body: { detail: ['Generation not found'] } })).toBe(false);
		expect(knows('lumaAgents', { status: 401, body: { detail: 'No key' } })).toBe(false);
	});

	it('of Dream Machine API is past where it tells the credits', () => {
		expect(knows('dreamMachine', { status: 200, body: { credit_balance: 0 } })).toBe(true);
		expect(knows('dreamMachine', { status: 200, body: {} })).toBe(false);
		expect(knows('dreamMachine', { status: 403, body: { credit_balance: 7 } })).toBe(false);
	});
});

it('the newest tasks of an account are listed by Dream Machine API alone (docs/gateways.md#dream-machine-calls)', () => {
	const path = '/dream-machine/v1/generations?limit=100&offset=0';
	const lists = GATEWAYS.filter(({ listRequest }) => listRequest).map(({ name, listRequest }) => [
		name,
		listRequest?.(),
	]);
	expect(lists).toStrictEqual([['dreamMachine', { method: 'GET', path }]]);
});

it('each gateway has the name that its users know', () => {
	expect(GATEWAYS.map(({ label }) => label)).toStrictEqual([
		'CometAPI',
		'RixAPI',
		'OpenAI-HK',
		'Luma Agents API',
		'Dream Machine API',
	]);
});
