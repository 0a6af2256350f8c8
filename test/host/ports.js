'use strict';

const { randomInt } = require('node:crypto');
const { createServer } = require('node:net');

const { Problem } = require('./problem');

const HOST = '127.0.0.1';

/**
 * Systems hand out ports above these by themselves: a process that is started again at its port would
 * find it taken by a connection of somebody else. None of these is one that `fetch` refuses to call.
 */
const LOWEST = 11_000;
const HIGHEST = 32_000;

/**
 * Tries one port after the other until one is free. Libraries look for a free port and leave the taking
 * to the caller, who can come too late; here the server that is to have it decides.
 *
 * @template T
 * @param {(port: number) => Promise<T>} take
 */
async function onFreePort(take) {
	for (;;) {
		try {
			return await take(randomInt(LOWEST, HIGHEST + 1));
		} catch (error) {
			if (error.code !== 'EADDRINUSE') throw error;
		}
	}
}

/** @returns {Promise<number>} a port that nobody uses */
const freePort = () => onFreePort(probe);

/**
 * @param {number} port
 * @param {string} flag how to choose another one
 */
async function checkPort(port, flag) {
	try {
		await probe(port);
	} catch (error) {
		if (error.code === 'EADDRINUSE') {
			throw new Problem(`Port ${port} is in use.`, `End what uses it, or choose another: ${flag}`);
		}
		if (error.code === 'EACCES') {
			throw new Problem(`Port ${port} is reserved for the system.`, `Choose another: ${flag}`);
		}
		throw error;
	}
}

function probe(port) {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(port, HOST, () => {
			const { port: taken } = server.address();
			server.close(() => resolve(taken));
		});
	});
}

module.exports = { HOST, onFreePort, freePort, checkPort };
