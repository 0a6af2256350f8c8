'use strict';

const { createConnection } = require('node:net');
const { setTimeout: pause } = require('node:timers/promises');

const { startChild } = require('./childProcess');
const { HOST, freePort } = require('./ports');
const { Problem } = require('./problem');
const { tempFolder } = require('./tempFolder');

const START_LIMIT_MS = 60_000;
const POLL_MS = 50;

/**
 * A separate Redis that a test can kill without affecting anything else. It writes nothing to disk: if
 * killed, it loses everything, which is the worst case for a Redis.
 */
async function startRedis() {
	const port = await freePort();
	const folder = tempFolder('redis');
	const args = ['--port', `${port}`, '--bind', HOST, '--dir', folder.path];
	let child;

	async function start() {
		child = startChild('redis-server', [...args, '--save', '', '--appendonly', 'no']);
		for (const until = Date.now() + START_LIMIT_MS; Date.now() < until; await pause(POLL_MS)) {
			if (await answers(port)) return;
			if (!child.isRunning()) break;
		}
		await child.kill();
		throw await notStarted(child);
	}

	try {
		await start();
	} catch (error) {
		folder.remove();
		throw error;
	}
	return {
		host: HOST,
		port,
		kill: async () => await child.kill(),
		/** Starts it again on the same port, empty. */
		start,
		async close() {
			await child.kill();
			folder.remove();
		},
	};
}

async function notStarted({ ended, lines }) {
	const { error } = await ended;
	return error?.code === 'ENOENT'
		? new Problem(
				'There is no redis-server on the PATH, which queue mode needs.',
				'On Debian and Ubuntu: apt-get install redis-server. It need not be running: this starts its own.',
			)
		: new Problem('redis-server did not start.', '', lines.slice(-12));
}

/** @returns {Promise<boolean>} */
const answers = (port) =>
	new Promise((resolve) => {
		const socket = createConnection(port, HOST, () => socket.write('PING\r\n'));
		const end = (result) => {
			socket.destroy();
			resolve(result);
		};
		socket.setTimeout(1_000, () => end(false));
		socket.on('error', () => end(false)).on('data', (bytes) => end(`${bytes}`.startsWith('+PONG')));
	});

module.exports = { startRedis };
