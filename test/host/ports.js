'use strict';

const { randomInt } = require('node:crypto');
const { createServer } = require('node:net');

const { Problem } = require('./problem');

const HOST = '127.0.0.1';

/**
 * Systems assign ephemeral ports above these: a process that restarts on such a port could find it taken
 * by another program's connection. `fetch` blocks none of the ports in this range.
 */
const LOWEST = 11_000;
const HIGHEST = 32_000;

/**
 * Tries ports until one is free. Libraries find a free port and leave it to the caller to bind it, which
 * can be too late; here the port counts as free once the server has bound it.
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

/** @returns {Promise<number>} an unused port */
const freePort = () => onFreePort(probe);

/**
 * @param {number} port
 * @param {string} flag tells the user how to choose another one
 */
async function checkPort(port, flag) {
	try {
		await probe(port);
	} catch (error) {
		if (error.code === 'EADDRINUSE') {
			throw new Problem(`Port ${port} is in use.`, `Stop what uses it, or choose another: ${flag}`);
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
