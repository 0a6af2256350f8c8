'use strict';

const { connect } = require('../host/client');
const { GATEWAYS, KEY, LUMA, createTestbed } = require('./testbed');

/** What `npm run test:n8n` started: address, log-in, version and where its files are. */
const access = JSON.parse(process.env.LUMA_N8N_ACCESS ?? 'null');
if (!access) throw new Error('These tests need a real n8n: run them by `npm run test:n8n`');

/**
 * What a test file works with: a log-in to n8n, gateways of its own, and a credential for each of
 * them. Call it once, at the top.
 *
 * @param {object} [how]
 * @param {boolean} [how.keepsTasks] whether the gateways keep their tasks from test to test
 * @param {object} [how.defaults] of the gateways' scenarios
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
