import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { LumaApi } from '../../../credentials/LumaApi.credentials';
import { redactor } from '../../../nodes/Luma/transport/redactKey';
import { openClient, toAnswer, toHttpOptions } from '../../../nodes/Luma/transport/client';
import { BEARER } from '../answer';

type Reply = { statusCode: number; body: unknown; headers?: Record<string, unknown> };

function fakeContext(credential: Record<string, unknown>, reply: () => Reply | Promise<Reply>) {
	const sent: Array<[string, IHttpRequestOptions]> = [];
	const context = {
		getCredentials: async () => await Promise.resolve(credential),
		helpers: {
			httpRequestWithAuthentication: async (name: string, options: IHttpRequestOptions) => {
				sent.push([name, options]);
				return await Promise.resolve(reply());
			},
		},
	};
	return { sent, context: context as unknown as IExecuteFunctions };
}

const agents = { gateway: 'lumaAgents', baseUrl: '', apiKey: BEARER };

describe('a client', () => {
	it('sends to the gateway of the credential, and names the credential to n8n', async () => {
		const { sent, context } = fakeContext(agents, () => ({ statusCode: 200, body: '{"id":"x"}' }));
		const client = await openClient(context);
		const body = { prompt: 'cat' };
		const answer = await client.send({ method: 'POST', path: '/v1/generations', body }, 120);

		expect(answer).toMatchObject({ status: 200, body: { id: 'x' }, cut: false });
		expect(sent).toHaveLength(1);
		expect(sent[0][0]).toBe('lumaApi');
		expect(sent[0][1]).toMatchObject({
			method: 'POST',
			url: 'https://agents.lumalabs.ai/v1/generations',
			body,
			timeout: 120_000,
		});
	});

	it('is not opened with a credential that cannot work', async () => {
		const { sent, context } = fakeContext({ ...agents, apiKey: '' }, () => ({
			statusCode: 200,
			body: '{}',
		}));
		await expect(openClient(context)).rejects.toMatchObject({ code: 'invalidInput' });
		expect(sent).toHaveLength(0);
	});

	it('does not wait for an answer that drips without end', async () => {
		const deadline = new AbortController();
		const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(deadline.signal);
		const { context } = fakeContext(agents, () => new Promise<Reply>(() => {}));
		const answer = (await openClient(context)).send({ method: 'GET', path: '/v1/x' }, 30);
		deadline.abort();

		await expect(answer).rejects.toMatchObject({ code: 'timeout', facts: { mayBeCharged: true } });
		expect(timeout).toHaveBeenCalledWith(30_000);
		timeout.mockRestore();
	});

	it('reports why there was no answer', async () => {
		const { context } = fakeContext(agents, () => {
			throw Object.assign(new Error('connect'), { code: 'ECONNABORTED' });
		});
		const client = await openClient(context);
		await expect(client.send({ method: 'GET', path: '/v1/x' }, 30)).rejects.toMatchObject({
			code: 'timeout',
			facts: { gateway: 'lumaAgents', mayBeCharged: true },
		});
	});
});

describe('the options of a request', () => {
	const get = toHttpOptions('https://a.example.com', { method: 'GET', path: '/b' }, 30);

	it('accept any status, follow no redirect, and ask for text', () => {
		expect(get).toMatchObject({
			url: 'https://a.example.com/b',
			timeout: 30_000,
			encoding: 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		});
	});

	it('include no body for a GET (docs/gateways.md#cometapi-task)', () => {
		expect(get.body).toBeUndefined();
		expect(get.headers).toStrictEqual({ Accept: 'application/json' });
		const post = toHttpOptions(
			'https://a.example.com',
			{ method: 'POST', path: '/b', body: {} },
			30,
		);
		expect(post.headers).toMatchObject({ 'Content-Type': 'application/json' });
		expect(post.body).toStrictEqual({});
	});

	it('include no key, since n8n adds it', () => {
		expect(JSON.stringify(get)).not.toMatch(/authorization|bearer/i);
	});
});

describe('an answer', () => {
	it('is read from text, and from a body that n8n has already parsed', () => {
		for (const body of ['{"id":"x"}', { id: 'x' }]) {
			expect(
				toAnswer({ statusCode: 201, body, headers: { a: 'b' } }, redactor(BEARER)),
			).toStrictEqual({
				status: 201,
				headers: { a: 'b' },
				text: '{"id":"x"}',
				body: { id: 'x' },
				cut: false,
			});
		}
	});

	it('has no body if it is not JSON', () => {
		expect(toAnswer({ statusCode: 502, body: '<html></html>' }, redactor(BEARER))).toStrictEqual({
			status: 502,
			headers: {},
			text: '<html></html>',
			body: undefined,
			cut: false,
		});
		expect(toAnswer({ statusCode: 204, body: '' }, redactor(BEARER)).body).toBeUndefined();
	});

	it.each([undefined, null])('has no body if n8n gives %p', (body) => {
		expect(toAnswer({ statusCode: 200, body }, redactor(BEARER))).toMatchObject({
			body: undefined,
			cut: false,
		});
	});

	it('says that it was cut', () => {
		expect(toAnswer({ statusCode: 200, body: '{"id":"x","a":' }, redactor(BEARER))).toMatchObject({
			body: { id: 'x' },
			cut: true,
		});
	});

	it('never contains the key', () => {
		const body = { id: 'x', echo: { Authorization: `Bearer ${BEARER}` } };
		const answer = toAnswer({ statusCode: 200, body: JSON.stringify(body) }, redactor(BEARER));
		expect(JSON.stringify(answer)).not.toContain(BEARER);
		expect(answer.body).toMatchObject({ id: 'x' });
	});
});

describe('the credential', () => {
	it.each([BEARER, `Bearer ${BEARER}`, ` ${BEARER}\n`])(
		'adds the key from %p as a bearer token to the other headers',
		async (apiKey) => {
			const options = { url: 'https://a.example.com', headers: { Accept: 'x' } };
			expect(await new LumaApi().authenticate({ apiKey }, options)).toStrictEqual({
				url: 'https://a.example.com',
				headers: { Accept: 'x', Authorization: `Bearer ${BEARER}` },
			});
			expect(options.headers).toStrictEqual({ Accept: 'x' });
		},
	);
});
