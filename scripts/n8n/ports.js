'use strict';

const { createServer } = require('node:net');

const { Problem } = require('./problem');

const HOST = '127.0.0.1';

/** @returns {Promise<number>} a port that nobody uses */
const freePort = () => probe(0);

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

module.exports = { HOST, freePort, checkPort };
