'use strict';

const { eventually } = require('./eventually');
const { request } = require('./request');
const { inLine, workflowOf } = require('../workflow');

/** n8n registers webhooks a little later than it answers the activation. */
const ACTIVATION_MS = 60_000;

/**
 * Saves and activates a workflow that starts with a webhook; `start` calls it.
 *
 * @param {object} n8n a client of test/host/client.js
 * @param {string} path of the URL
 * @param {any[]} nodes in order; the first gets the request
 * @param {object} [how]
 * @param {object} [how.settings] of the workflow
 * @param {Record<string, string>} [how.back] the node that the second output of a node leads back to
 */
async function openWebhook(n8n, path, nodes, { settings, back } = {}) {
	const all = [
		{
			name: 'Call',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			webhookId: path,
			parameters: { httpMethod: 'POST', path },
		},
		...nodes,
	];
	const workflow = workflowOf(all, inLine(all, back));
	Object.assign(workflow.settings, settings);
	const saved = await n8n.createWorkflow(workflow);
	await n8n.activate(saved);
	const call = async (body) =>
		await request(`${n8n.address}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
	return {
		id: saved.id,
		async start(body) {
			const answered = async () => {
				const response = await call(body);
				const text = await response.text();
				if (response.ok) return { text };
				// Not registered yet, or not again after a restart.
				if (response.status === 404) return undefined;
				throw new Error(`${response.status} ${text}`);
			};
			return (await eventually(answered, 'the webhook', ACTIVATION_MS)).text;
		},
	};
}

module.exports = { openWebhook };
