'use strict';

const { appendFileSync, mkdirSync } = require('node:fs');
const { join } = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');

const { startChild } = require('./childProcess');
const { connect } = require('./client');
const { silentEnvironment } = require('./environment');
const { installHost } = require('./install');
const { packPackage, unpackPackage } = require('./package');
const { HOST, checkPort, freePort } = require('./ports');
const { Problem } = require('./problem');
const { tempFolder } = require('./tempFolder');

const NODE_TYPE = 'n8n-nodes-luma-ai.luma';
const OWNER = {
	email: 'owner@example.com',
	firstName: 'Luma',
	lastName: 'Owner',
	password: 'Video-from-a-prompt-1',
};
const START_LIMIT_MS = 180_000;
const STOP_GRACE_MS = 10_000;
const POLL_MS = 300;

/**
 * Starts a real n8n that has this package as a user's n8n has it, and logs in to it.
 *
 * @param {object} [options]
 * @param {string} [options.version] pinned in test/n8n/hosts; the newest by default
 * @param {number} [options.port] any free one by default
 * @param {string} [options.portFlag] how a user chooses another port
 * @param {string} [options.packageTarball] built and packed from this clone by default
 * @param {string} [options.userFolder] a temporary one by default
 * @param {NodeJS.ProcessEnv} [options.env] n8n's own settings on top
 * @param {boolean} [options.online] lets n8n call other machines
 * @param {(line: string) => void} [options.log]
 */
async function startN8n(options = {}) {
	const { version, port, portFlag = 'port', packageTarball, env, online = false } = options;
	const { log = () => {} } = options;
	if (port) await checkPort(port, portFlag);
	const host = await installHost(version, log);
	const temporary = tempFolder('n8n-luma');
	try {
		const userFolder = options.userFolder ?? join(temporary.path, 'user');
		mkdirSync(userFolder, { recursive: true });
		if (!packageTarball) log('Building and packing this package');
		unpackPackage(packageTarball ?? (await packPackage(temporary.path)), userFolder);
		log(`Starting n8n ${host.version}`);
		const settings = { userFolder, port: port ?? (await freePort()), online, env };
		const running = await launch(host, settings, join(temporary.path, 'n8n.log'));
		return withEnd(running, temporary);
	} catch (error) {
		temporary.remove();
		throw error;
	}
}

/** Starts the program and waits until a person can log in. Leaves nothing behind if that fails. */
async function launch(host, { userFolder, port, online, env }, logFile) {
	const address = `http://${HOST}:${port}`;
	const preloads = ['guard.js', ...(online ? [] : ['offline.js'])].flatMap((name) => [
		'--require',
		join(__dirname, name),
	]);
	const child = startChild(host.node, [...preloads, host.program, 'start'], {
		cwd: userFolder,
		env: {
			...silentEnvironment({
				version: host.version,
				userFolder,
				port,
				brokerPort: await freePort(),
			}),
			...env,
		},
		onLine: (line) => appendFileSync(logFile, `${line}\n`),
	});
	try {
		await untilReady(address, child, host.version);
		await setUpOwner(address);
		const access = { address, version: host.version, email: OWNER.email, password: OWNER.password };
		const client = await connect(access);
		await checkNodes(client, child);
		return { ...access, userFolder, logFile, child, ...client };
	} catch (error) {
		await child.kill();
		throw error;
	}
}

async function untilReady(address, child, version) {
	const until = Date.now() + START_LIMIT_MS;
	while (Date.now() < until) {
		if (!child.isRunning()) throw await endedEarly(child, version);
		if (await isReady(address)) return;
		await pause(POLL_MS);
	}
	const seconds = START_LIMIT_MS / 1000;
	const advice = 'Is this machine very busy? Run it again.';
	throw new Problem(`n8n was not ready after ${seconds} s.`, advice, lastLines(child));
}

async function endedEarly(child, version) {
	const { code, signal, error } = await child.ended;
	const how = error?.message ?? (signal ? `killed by ${signal}` : `exit code ${code}`);
	return new Problem(`n8n ${version} ended while it started (${how}).`, '', lastLines(child));
}

/** The editor comes before the REST API does. */
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
	const response = await fetch(`${address}/rest/owner/setup`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(OWNER),
	});
	// A user folder of an earlier run has its owner.
	if (response.ok || response.status === 400) return;
	throw new Problem(`n8n did not take an owner: ${response.status} ${await response.text()}`);
}

/** n8n starts without a package that it cannot load, and only its log says so. */
async function checkNodes(client, child) {
	const types = await client.rest('GET', '/types/nodes.json');
	if (types.some(({ name }) => name === NODE_TYPE)) return;
	throw new Problem('n8n did not load the node of this package.', '', lastLines(child));
}

const lastLines = ({ lines }) => lines.filter((line) => /\S/.test(line)).slice(-12);

function withEnd({ child, ...running }, temporary) {
	return {
		...running,
		pid: child.pid,
		/** Settles when n8n ends by itself, with its last lines. */
		ended: child.ended.then(() => lastLines(child)),
		/** Ends n8n as its own Ctrl-C does. */
		async close() {
			await child.stop(STOP_GRACE_MS);
			temporary.remove();
		},
		/** Ends n8n as a power cut does. */
		async kill() {
			await child.kill();
			temporary.remove();
		},
	};
}

module.exports = { startN8n, NODE_TYPE };
