'use strict';

const { connect } = require('./client');
const { Instance } = require('./instance');
const { HOST, freePort } = require('./ports');
const { Problem } = require('./problem');
const { request } = require('./request');

const NODE_TYPE = 'n8n-nodes-luma-ai.luma';
const OWNER = {
	email: 'owner@example.com',
	firstName: 'Luma',
	lastName: 'Owner',
	password: 'Video-from-a-prompt-1',
};

/**
 * Starts n8n's main process, which serves the editor, and logs in.
 *
 * @param {import('./home').Home} home
 * @param {object} settings
 * @param {number} [settings.port] any free one by default
 * @param {string} [settings.userFolder] a temporary one by default
 * @param {boolean} [settings.online]
 * @param {NodeJS.ProcessEnv} [settings.env]
 * @returns {Promise<{ instance: Instance, access: object, client: object }>}
 */
async function startMain(home, { port: wanted, ...settings }) {
	const port = wanted ?? (await freePort());
	const address = `http://${HOST}:${port}`;
	const instance = await Instance.create(home, {
		name: 'user',
		args: ['start'],
		port,
		isReady: () => isReady(address),
		...settings,
	});
	await instance.start();
	try {
		await setUpOwner(address);
		const { version } = home.host;
		const access = { address, version, email: OWNER.email, password: OWNER.password };
		const client = await connect(access);
		await checkNodes(client, instance);
		return { instance, access, client };
	} catch (error) {
		await instance.kill();
		throw error;
	}
}

/** The editor is served before the REST API works. */
async function isReady(address) {
	try {
		const pages = ['/healthz/readiness', '/', '/rest/settings'];
		const answers = await Promise.all(
			pages.map((path) => fetch(address + path, { signal: AbortSignal.timeout(5_000) })),
		);
		const [, , settings] = await Promise.all(answers.map((answer) => answer.text()));
		return answers.every(({ ok }) => ok) && settings.startsWith('{');
	} catch {
		return false;
	}
}

async function setUpOwner(address) {
	const response = await request(`${address}/rest/owner/setup`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(OWNER),
	});
	// The user folder of an earlier run already has an owner.
	if (response.ok || response.status === 400) return;
	throw new Problem(`n8n did not accept the owner: ${response.status} ${await response.text()}`);
}

/** If n8n cannot load a package, it starts without it and only its log says so. */
async function checkNodes(client, instance) {
	const types = await client.rest('GET', '/types/nodes.json');
	if (types.some(({ name }) => name === NODE_TYPE)) return;
	throw new Problem('n8n did not load the node of this package.', '', instance.lastLines());
}

module.exports = { startMain, NODE_TYPE };
