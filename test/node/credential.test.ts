import { CredentialTestContext } from 'n8n-core';
import type { ICredentialsDecrypted, ICredentialTestFunctions } from 'n8n-workflow';
import nock from 'nock';

import { LumaApi } from '../../credentials/LumaApi.credentials';
import type { GatewayName } from '../../nodes/Luma/gateways';
import { Luma } from '../../nodes/Luma/Luma.node';
import { startEmulator } from '../emulator';
import { ALL_GATEWAYS, KEY } from '../engine/support';
import { gatewayOf } from '../unit/answer';

let emulator: Awaited<ReturnType<typeof startEmulator>>;
beforeAll(async () => {
	emulator = await startEmulator();
});
afterEach(() => {
	emulator.reset();
	nock.cleanAll();
});
afterAll(async () => {
	await emulator.close();
	nock.restore();
});

/** Tests a credential as n8n does. */
async function test(data: { gateway: GatewayName; baseUrl?: string; apiKey: string }) {
	const context = new CredentialTestContext({} as never) as unknown as ICredentialTestFunctions;
	const credential = { id: '1', name: 'Luma', type: 'lumaApi', data } as ICredentialsDecrypted;
	return await new Luma().methods.credentialTest.testCredential.call(context, credential);
}

/** Gateways that answer another gateway's probe as that one would, so only the URL distinguishes them. */
const ANSWERS_LIKE: Partial<Record<GatewayName, GatewayName[]>> = {
	cometApi: ['rixApi'],
	rixApi: ['openAiHk'],
	openAiHk: ['rixApi'],
};
const others = (gateway: GatewayName) =>
	ALL_GATEWAYS.filter((other) => other !== gateway && !ANSWERS_LIKE[gateway]?.includes(other));

/** A key whose credit is used up. */
const EXHAUSTED = ['exhausted', 'key', '0123456789'].join('-');

describe.each(ALL_GATEWAYS)('the test of a credential for %s', (gateway) => {
	it('accepts a valid key and costs nothing', async () => {
		const result = await test({ gateway, baseUrl: emulator.url(gateway), apiKey: KEY });

		expect(result).toMatchObject({ status: 'OK' });
		expect(emulator.requests.map(({ method }) => method)).toEqual([
			gatewayOf(gateway).probeRequest.method,
		]);
		expect(emulator.accepted()).toEqual([]);
	});

	it('ignores a pasted prefix, slash and path', async () => {
		const baseUrl = `${emulator.url(gateway)}/dream-machine/v1/generations/`;
		expect(await test({ gateway, baseUrl, apiKey: ` Bearer ${KEY} ` })).toMatchObject({
			status: 'OK',
		});
	});

	it.each(['bad-key-123', 'revoked-key-123', 'expired-key-123', 'forbidden-key-123'])(
		'rejects the key %s',
		async (apiKey) => {
			const result = await test({ gateway, baseUrl: emulator.url(gateway), apiKey });
			expect(result).toEqual({
				status: 'Error',
				message: expect.stringContaining('does not accept the API key'),
			});
		},
	);

	it('reports a key without credit if the gateway does, and never shows the key', async () => {
		const result = await test({ gateway, baseUrl: emulator.url(gateway), apiKey: EXHAUSTED });

		// Luma's own APIs report it only for a submit, which a test must not make.
		const isReported = !/luma|dream/i.test(gateway);
		expect(result.status).toBe(isReported ? 'Error' : 'OK');
		if (isReported) expect(result.message).toContain('credit is used up');
		expect(JSON.stringify(result)).not.toMatch(/exhausted-key|0123456789/);
	});

	it('reports a URL that cannot be reached', async () => {
		expect(await test({ gateway, baseUrl: 'http://127.0.0.1:9', apiKey: KEY })).toEqual({
			status: 'Error',
			message: expect.stringContaining('could not be reached'),
		});
	});

	it.each(others(gateway))('reports a URL that belongs to another gateway: %s', async (other) => {
		expect(await test({ gateway, baseUrl: emulator.url(other), apiKey: KEY })).toEqual({
			status: 'Error',
			message: expect.stringContaining('does not answer like'),
		});
	});

	it.each([
		['a web page', { html: true }],
		['a redirect', { redirect: 'http://127.0.0.1:9/' }],
		['an empty answer', { status: 200, body: '' }],
	])('does not accept %s as the answer of a gateway', async (_, scenario) => {
		emulator.next(scenario);
		expect(await test({ gateway, baseUrl: emulator.url(gateway), apiKey: KEY })).toMatchObject({
			status: 'Error',
		});
		expect(emulator.requests).toHaveLength(1);
	});

	it('distinguishes a gateway that is down from an invalid key', async () => {
		emulator.next({ status: 503 });
		const result = await test({ gateway, baseUrl: emulator.url(gateway), apiKey: KEY });
		expect(result.message).toMatch(/could not process the request/);
	});
});

describe('the base URL', () => {
	it.each([
		['cometApi', 'https://api.cometapi.com'],
		['openAiHk', 'https://api.openai-hk.com'],
		['lumaAgents', 'https://agents.lumalabs.ai'],
		['dreamMachine', 'https://api.lumalabs.ai'],
	] as const)('of %s is known', async (gateway, origin) => {
		const good = {
			lumaAgents: [404, { detail: 'Generation not found' }],
			dreamMachine: [200, { credit_balance: 1 }],
		} as const;
		const relay = [400, { code: 'task_not_exist', message: 'task_not_exist', data: null }] as const;
		const [status, body] = gateway in good ? good[gateway as keyof typeof good] : relay;
		nock(origin, { reqheaders: { authorization: `Bearer ${KEY}` } })
			.get(/.*/)
			.twice()
			.reply(status, body);

		expect(await test({ gateway, apiKey: KEY })).toMatchObject({ status: 'OK' });
		const left = { gateway, baseUrl: 'https://api.cometapi.com', apiKey: KEY };
		expect(await test(left)).toMatchObject({ status: 'OK' });
	});

	it('of another gateway is rejected, and the key is not sent there', async () => {
		const data = { gateway: 'rixApi', baseUrl: 'https://api.openai-hk.com', apiKey: KEY } as const;
		expect(await test(data)).toEqual({
			status: 'Error',
			message: expect.stringContaining('belongs to OpenAI-HK'),
		});
	});
});

describe('the credential', () => {
	it('has the known base URL as its default', () => {
		const prefilled = new LumaApi().properties
			.filter(({ name }) => name === 'baseUrl')
			.map(({ displayOptions, default: value }) => [displayOptions?.show?.gateway?.[0], value]);
		expect(Object.fromEntries(prefilled)).toEqual({
			cometApi: 'https://api.cometapi.com',
			rixApi: '',
			openAiHk: 'https://api.openai-hk.com',
			lumaAgents: 'https://agents.lumalabs.ai',
			dreamMachine: 'https://api.lumalabs.ai',
		});
	});

	it('adds the key to a request as a bearer token', async () => {
		const request = { url: 'https://example.com', headers: { Accept: 'application/json' } };
		expect(await new LumaApi().authenticate({ apiKey: `bearer ${KEY}` }, request)).toEqual({
			url: 'https://example.com',
			headers: { Accept: 'application/json', Authorization: `Bearer ${KEY}` },
		});
	});

	it('hides the key in the editor', () => {
		const key = new LumaApi().properties.find(({ name }) => name === 'apiKey');
		expect(key?.typeOptions).toMatchObject({ password: true });
	});
});
