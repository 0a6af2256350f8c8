'use strict';

/**
 * Tests a credential as the editor does when it is saved.
 *
 * @param {object} testbed of support.js
 * @param {{ gateway: string, apiKey: string, baseUrl?: string }} data by default with the emulator's URL
 * @returns {Promise<{ status: string, message: string }>}
 */
async function testCredential(
	testbed,
	{ gateway, apiKey, baseUrl = testbed.emulator.url(gateway) },
) {
	const { id, name } = await testbed.store(gateway, apiKey, baseUrl);
	return await testbed.n8n.rest('POST', '/rest/credentials/test', {
		credentials: { id, name, type: 'lumaApi', data: { gateway, baseUrl, apiKey } },
	});
}

module.exports = { testCredential };
