import { findGateway, GATEWAYS } from '../../../nodes/Luma/gateways';
import type { Gateway, ProbeAnswer } from '../../../nodes/Luma/gateways/gateway';
import type { GatewayName } from '../../../nodes/Luma/gateways';

const gatewayOf = (name: GatewayName) => findGateway(name) as Gateway;
const RELAYS: GatewayName[] = ['cometApi', 'rixApi', 'openAiHk'];
const UNKNOWN_TASK = '00000000-0000-0000-0000-000000000000';

const recognizes = (name: GatewayName, answer: Partial<ProbeAnswer>) =>
	gatewayOf(name).recognizes({ status: 404, body: {}, code: 'taskNotFound', ...answer });

describe('the probe of a key', () => {
	it.each<[GatewayName, string]>([
		['cometApi', `/dream-machine/v1/generations/${UNKNOWN_TASK}`],
		['rixApi', `/luma/generations/${UNKNOWN_TASK}`],
		['openAiHk', `/luma/generations/${UNKNOWN_TASK}`],
		['lumaAgents', `/v1/generations/${UNKNOWN_TASK}`],
		['dreamMachine', '/dream-machine/v1/credits'],
	])('of %s reads %s', (name, path) => {
		expect(gatewayOf(name).probeRequest).toStrictEqual({ method: 'GET', path });
	});

	it.each(RELAYS)(
		'of %s succeeds if the relay does not know the task (docs/gateways.md#free-key-tests)',
		(name) => {
			expect(recognizes(name, { code: 'taskNotFound' })).toBe(true);
			expect(recognizes(name, { code: 'invalidInput', status: 400 })).toBe(true);
			for (const code of ['auth', 'gateway', 'badResponse'] as const) {
				expect(recognizes(name, { code })).toBe(false);
			}
		},
	);

	it.each(RELAYS)("of %s does not succeed with an answer of Luma's own APIs", (name) => {
		expect(recognizes(name, { body: { detail: 'Generation not found' } })).toBe(false);
		expect(recognizes(name, { body: { detail: 'Not Found' } })).toBe(false);
	});

	it('of Luma Agents API succeeds if its own answer says that the task is unknown', () => {
		expect(recognizes('lumaAgents', { body: { detail: 'Generation not found' } })).toBe(true);
		expect(recognizes('lumaAgents', { body: { detail: 'Not Found' } })).toBe(false);
		expect(recognizes('lumaAgents', { body: { detail: ['Generation not found'] } })).toBe(false);
		expect(recognizes('lumaAgents', { status: 401, body: { detail: 'No key' } })).toBe(false);
	});

	it('of Dream Machine API succeeds if the answer has the credit balance', () => {
		expect(recognizes('dreamMachine', { status: 200, body: { credit_balance: 0 } })).toBe(true);
		expect(recognizes('dreamMachine', { status: 200, body: {} })).toBe(false);
		expect(recognizes('dreamMachine', { status: 403, body: { credit_balance: 7 } })).toBe(false);
	});
});

it('only Dream Machine API lists the newest tasks of an account (docs/gateways.md#dream-machine-calls)', () => {
	const path = '/dream-machine/v1/generations?limit=100&offset=0';
	const lists = GATEWAYS.filter(({ listRequest }) => listRequest).map(({ name, listRequest }) => [
		name,
		listRequest?.(),
	]);
	expect(lists).toStrictEqual([['dreamMachine', { method: 'GET', path }]]);
});

it('each gateway has the label that its users know', () => {
	expect(GATEWAYS.map(({ label }) => label)).toStrictEqual([
		'CometAPI',
		'RixAPI',
		'OpenAI-HK',
		'Luma Agents API',
		'Dream Machine API',
	]);
});
