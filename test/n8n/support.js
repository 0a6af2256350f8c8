'use strict';

const { connect } = require('../host/client');
const { GATEWAYS, KEY, LUMA, createTestbed } = require('./testbed');

/** From `npm run test:n8n`: address, login, version and folders of its n8n. */
const access = JSON.parse(process.env.LUMA_N8N_ACCESS ?? 'null');
if (!access) throw new Error('These tests need a real n8n: run them with `npm run test:n8n`');

/**
 * What a test file works with: a client logged in to n8n, its own gateways, and a credential for each of
 * them. Call it once at the top.
 *
 * @param {object} [how]
 * @param {boolean} [how.keepsTasks] whether the gateways keep their tasks from test to test
 * @param {object} [how.defaults] default scenario of the gateways
 */
function openTestbed({ keepsTasks = false, defaults } = {}) {
	const testbed = { access };
	beforeAll(async () => {
		Object.assign(testbed, await createTestbed(await connect(access), defaults));
	});
	if (!keepsTasks) afterEach(() => testbed.emulator.reset());
	afterAll(async () => await testbed.emulator.close());
	return testbed;
}

module.exports = { GATEWAYS, KEY, LUMA, access, openTestbed };
