'use strict';

/** Tests a credential as the editor does. test/node does it for every gateway. */

const { KEY, openTestbed } = require('./support');
const { testCredential } = require('./testCredential');

const testbed = openTestbed();
const test = async (apiKey) => await testCredential(testbed, { gateway: 'rixApi', apiKey });

it('accepts a good key, even pasted with its prefix, and costs nothing', async () => {
	expect(await test(`Bearer ${KEY}`)).toMatchObject({ status: 'OK' });
	expect(testbed.emulator.requests).toMatchObject([{ gateway: 'rixApi', method: 'GET' }]);
	expect(testbed.emulator.accepted()).toEqual([]);
});

it("rejects a bad key with the package's own message", async () => {
	expect(await test('bad-key-0123456789')).toEqual({
		status: 'Error',
		message: expect.stringContaining('does not accept the API key'),
	});
});

it('reports a key without credit, and never shows the key', async () => {
	const result = await test('exhausted-key-0123456789');
	expect(result).toMatchObject({
		status: 'Error',
		message: expect.stringContaining('credit is used up'),
	});
	expect(JSON.stringify(result)).not.toMatch(/exhausted-key|0123456789/);
});
