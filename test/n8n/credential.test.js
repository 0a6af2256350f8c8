'use strict';

const { GATEWAYS, KEY, openTestbed } = require('./support');

const testbed = openTestbed();

/** What the editor does when a credential is saved. */
async function test(gateway, baseUrl, apiKey) {
	const { id, name } = await testbed.store(gateway, apiKey, baseUrl);
	return await testbed.n8n.rest('POST', '/rest/credentials/test', {
		credentials: { id, name, type: 'lumaApi', data: { gateway, baseUrl, apiKey } },
	});
}

describe.each(GATEWAYS)('the test of a credential for %s', (gateway) => {
	const ownUrl = () => testbed.emulator.url(gateway);

	it('accepts a good key, and costs nothing', async () => {
		expect(await test(gateway, ownUrl(), KEY)).toMatchObject({ status: 'OK' });
		expect(testbed.emulator.requests).toMatchObject([{ gateway, method: 'GET' }]);
		expect(testbed.emulator.accepted()).toEqual([]);
	});

	it('forgives what is pasted along', async () => {
		const result = await test(gateway, `${ownUrl()}/`, `Bearer ${KEY}`);
		expect(result).toMatchObject({ status: 'OK' });
	});

	it('refuses a bad key', async () => {
		expect(await test(gateway, ownUrl(), 'bad-key-0123456789')).toEqual({
			status: 'Error',
			message: expect.stringContaining('does not accept the API key'),
		});
	});

	it('tells a used-up key where the gateway tells it, and never shows the key', async () => {
		const result = await test(gateway, ownUrl(), 'exhausted-key-0123456789');
		// Luma's own APIs say so at the submit only, which a test must not do.
		expect(result.status).toBe(/luma|dream/i.test(gateway) ? 'OK' : 'Error');
		if (result.status === 'Error') expect(result.message).toMatch(/credit is used up/);
		expect(JSON.stringify(result)).not.toMatch(/exhausted-key|0123456789/);
	});

	it('says that nothing answers at the address', async () => {
		expect(await test(gateway, 'http://127.0.0.1:9', KEY)).toEqual({
			status: 'Error',
			message: expect.stringContaining('could not be reached'),
		});
	});

	it('says that another gateway answers at the address', async () => {
		const other = gateway === 'lumaAgents' ? 'cometApi' : 'lumaAgents';
		expect(await test(gateway, testbed.emulator.url(other), KEY)).toEqual({
			status: 'Error',
			message: expect.stringContaining('does not answer like'),
		});
	});
});
