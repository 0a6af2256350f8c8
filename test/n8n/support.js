'use strict';

const { startEmulator, GATEWAYS } = require('../emulator');
const { connect } = require('../host/client');
const { chain } = require('../workflow');

const LUMA = 'n8n-nodes-luma-ai.luma';
/** No part of it is in any other text. In parts, so that no scanner takes it for a key that leaked. */
const KEY = ['sk', 'T7Hq2WmXc4VbN9rTz3LpKd'].join('-');

/** What `npm run test:n8n` started: address, log-in, version and where its files are. */
const access = JSON.parse(process.env.LUMA_N8N_ACCESS ?? 'null');
if (!access) throw new Error('These tests need a real n8n: run them by `npm run test:n8n`');

/** For what only the newer n8n does. */
const isN8n1 = access.version.startsWith('1.');

/**
 * What a test file works with: a log-in to n8n, gateways of its own, and a credential for each of
 * them. Call it once, at the top.
 *
 * @param {object} [how]
 * @param {boolean} [how.keepsTasks] whether the gateways keep their tasks from test to test
 * @param {object} [how.defaults] of the gateways' scenarios
 */
function openTestbed({ keepsTasks = false, defaults = { renderSeconds: 1 } } = {}) {
	const testbed = { access };
	beforeAll(async () => {
		testbed.n8n = await connect(access);
		testbed.emulator = await startEmulator({ defaults });
		testbed.credentials = {};
		for (const gateway of GATEWAYS) {
			testbed.credentials[gateway] = await testbed.store(gateway, KEY);
		}
	});
	if (!keepsTasks) afterEach(() => testbed.emulator.reset());
	afterAll(async () => await testbed.emulator.close());

	/** Stores a credential of that gateway with another key, or at another address. */
	testbed.store = async (gateway, apiKey, baseUrl = testbed.emulator.url(gateway)) =>
		await testbed.n8n.credential(gateway, { baseUrl, apiKey });

	/** A Luma AI node. `of`: a gateway or a stored credential. */
	testbed.luma = (name, of, parameters = {}, settings = {}) => ({
		name,
		type: LUMA,
		parameters,
		credentials: { lumaApi: testbed.credentials[of] ?? of },
		...settings,
	});
	testbed.generate = (of, parameters = {}, settings = {}) =>
		testbed.luma('Generate', of, { prompt: '={{ $json.prompt }}', ...parameters }, settings);
	testbed.wait = (of, parameters = {}, settings = {}) =>
		testbed.luma('Wait', of, { resource: 'task', operation: 'wait', ...parameters }, settings);
	/** Asks each second, since the emulator's videos take one. */
	testbed.poll = (of, parameters = {}, settings = {}) =>
		testbed.wait(of, { waitMode: 'poll', options: { pollInterval: 1 }, ...parameters }, settings);

	/** Saves a workflow, or nodes of which each gives to the next, and starts it. */
	testbed.start = async (workflow, how) => {
		const whole = Array.isArray(workflow) ? chain(...workflow) : workflow;
		const saved = await testbed.n8n.createWorkflow(whole);
		return { saved, id: await testbed.n8n.run(saved, how) };
	};

	/** The same, to its end. */
	testbed.run = async (workflow, how) => {
		const { saved, id } = await testbed.start(workflow, how);
		return Object.assign(testbed.read(await testbed.n8n.waitFor(id)), { saved });
	};

	/** An execution, in the words of the tests. */
	testbed.read = (execution) => new Execution(execution);
	return testbed;
}

class Execution {
	constructor({ id, status, data, startedAt, stoppedAt }) {
		Object.assign(this, { id, status, data, startedAt, stoppedAt });
		this.error = data?.resultData.error;
	}

	/** What a node had to say in its last run. */
	hints(node) {
		const { hints = [] } = this.data.resultData.runData[node].at(-1);
		return hints.map(({ message }) => message);
	}

	/** The names of the nodes that ran. */
	get ran() {
		return Object.keys(this.data.resultData.runData);
	}

	/** What a node gave in its last run. */
	items(node, output = 0) {
		return this.data.resultData.runData[node]?.at(-1).data?.main[output] ?? [];
	}

	json(node, output = 0) {
		return this.items(node, output).map(({ json }) => json);
	}
}

module.exports = { GATEWAYS, KEY, LUMA, isN8n1, openTestbed };
