import type { ICredentialsDecrypted, ICredentialTestFunctions } from 'n8n-workflow';

import { GATEWAYS, type GatewayName } from '../../../nodes/Luma/gateways';
import { testCredential } from '../../../nodes/Luma/transport/testCredential';
import { BEARER, gatewayOf, HTML } from '../answer';

interface Sent {
	method: string;
	uri: string;
	headers: Record<string, string>;
	followRedirect: boolean;
}

const BASE_URL = 'https://relay.example.com';

async function probe(gateway: GatewayName, statusCode: number, body: unknown, apiKey = BEARER) {
	const sent: Sent[] = [];
	const helpers = {
		request: async (options: Sent) => {
			sent.push(options);
			if (body instanceof Error) throw body;
			await (body instanceof Promise ? body : undefined);
			const text = typeof body === 'string' ? body : JSON.stringify(body);
			return { statusCode, headers: {}, body: text };
		},
	};
	const data = { gateway, apiKey, baseUrl: gateway === 'rixApi' ? BASE_URL : '' };
	const result = await testCredential.call(
		{ helpers } as unknown as ICredentialTestFunctions,
		{ data } as unknown as ICredentialsDecrypted,
	);
	return { ...result, sent };
}

const onTask = (code: string, message = code) => ({ code, message, data: null });
const openAi = (message: string) => ({ error: { message, type: 'new_api_error', code: '' } });
const RELAYS: GatewayName[] = ['cometApi', 'rixApi', 'openAiHk'];
const ALL = GATEWAYS.map(({ name }) => name);

describe('the test of a credential accepts', () => {
	it.each<[GatewayName, number, unknown]>([
		...RELAYS.flatMap(
			(name): Array<[GatewayName, number, unknown]> => [
				[name, 400, onTask('task_not_exist')],
				[name, 404, { message: 'task not found' }],
				[name, 200, { code: 'success', data: null }],
			],
		),
		['lumaAgents', 404, { detail: 'Generation not found' }],
		['dreamMachine', 200, { credit_balance: 1234.5 }],
		['dreamMachine', 200, { credit_balance: 0 }],
	])('a key of %s after the answer %i %j', async (name, status, body) => {
		expect(await probe(name, status, body)).toMatchObject({
			status: 'OK',
			message: expect.stringContaining(gatewayOf(name).label) as string,
		});
	});
});

describe('the test of a credential rejects', () => {
	it.each<[GatewayName, number, unknown]>([
		...ALL.flatMap(
			(name): Array<[GatewayName, number, unknown]> => [
				[name, 401, openAi('无效的令牌')],
				[name, 401, { detail: 'Invalid API key' }],
				[name, 403, { detail: 'API client is suspended' }],
				[name, 200, { code: 401, msg: 'no permission' }],
				[name, 404, openAi(`Invalid URL (GET /x)`)],
				[name, 404, { detail: 'Not Found' }],
				[name, 404, HTML],
				[name, 200, HTML],
				[name, 200, { status: 'ok', version: '1.2.3' }],
				[name, 200, []],
				[name, 200, ''],
				[name, 301, ''],
				[name, 500, { message: 'maintenance' }],
				[name, 502, HTML],
				[name, 0, Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
			],
		),
		// Each of these is another gateway's answer to a valid key.
		...RELAYS.map((name): [GatewayName, number, unknown] => [
			name,
			404,
			{ detail: 'Generation not found' },
		]),
		...RELAYS.map((name): [GatewayName, number, unknown] => [name, 200, { credit_balance: 5 }]),
		['lumaAgents', 400, onTask('task_not_exist')],
		['lumaAgents', 200, { credit_balance: 5 }],
		['dreamMachine', 404, { detail: 'Generation not found' }],
		['dreamMachine', 400, onTask('task_not_exist')],
	])('a key of %s after the answer %i %j', async (name, status, body) => {
		const result = await probe(name, status, body);
		expect(result.status).toBe('Error');
		expect(result.message).toContain(gatewayOf(name).label);
		expect(result.message).not.toMatch(/error|problem|failure|mistake/i);
	});

	it('an empty account, with the message of the gateway', async () => {
		const { status, message } = await probe('rixApi', 403, onTask('quota_not_enough', 'no quota'));
		expect(status).toBe('Error');
		expect(message).toContain('no quota');
	});

	it('a gateway whose answer drips without end', async () => {
		const deadline = new AbortController();
		const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(deadline.signal);
		const result = probe('cometApi', 200, new Promise(() => {}));
		await Promise.resolve();
		deadline.abort();
		expect(await result).toMatchObject({ status: 'Error' });
		expect((await result).message).toContain('20 seconds');
		timeout.mockRestore();
	});

	it('an empty key without sending a request', async () => {
		const { status, message, sent } = await probe('cometApi', 200, {}, ' ');
		expect(status).toBe('Error');
		expect(message).toContain("'API Key'");
		expect(sent).toHaveLength(0);
	});
});

describe('the test of a credential', () => {
	it.each<[GatewayName, string]>([
		['cometApi', 'https://api.cometapi.com/dream-machine/v1/generations/'],
		['rixApi', `${BASE_URL}/luma/generations/`],
		['openAiHk', 'https://api.openai-hk.com/luma/generations/'],
		['lumaAgents', 'https://agents.lumalabs.ai/v1/generations/'],
	])('of %s reads a task that cannot exist, which is free', async (name, url) => {
		const { sent } = await probe(name, 404, {});
		expect(sent).toHaveLength(1);
		expect(sent[0]).toMatchObject({
			method: 'GET',
			uri: `${url}00000000-0000-0000-0000-000000000000`,
			followRedirect: false,
		});
	});

	it('of the Dream Machine API reads the credit', async () => {
		const { sent } = await probe('dreamMachine', 200, { credit_balance: 5 });
		expect(sent[0]).toMatchObject({
			method: 'GET',
			uri: 'https://api.lumalabs.ai/dream-machine/v1/credits',
			followRedirect: false,
		});
	});

	it('sends the key without a pasted prefix', async () => {
		const { sent } = await probe('cometApi', 404, {}, `Bearer ${BEARER}`);
		expect(sent[0].headers.Authorization).toBe(`Bearer ${BEARER}`);
	});

	it('never shows the key', async () => {
		const { message } = await probe('rixApi', 401, openAi(`bad key ${BEARER}`));
		expect(message).not.toContain(BEARER);
	});
});
