'use strict';

const { Problem } = require('../host/problem');

/**
 * Jest's global setup of a suite: starts one n8n for all its tests. They get its access data from the
 * environment, and those in the environment of sharedHost.js control its processes through `lumaN8n`.
 *
 * @param {(options: object) => Promise<object>} start
 * @param {object} [options]
 */
const share = (start, options) => async () => {
	try {
		const n8n = await start({
			version: process.env.LUMA_N8N_VERSION,
			log: console.log,
			...options,
		});
		const { address, email, password, version, userFolder, logFile, pid } = n8n;
		process.env.LUMA_N8N_ACCESS = JSON.stringify({
			address,
			email,
			password,
			version,
			userFolder,
			logFile,
			pid,
		});
		globalThis.lumaN8n = n8n;
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		// Jest would show the stack, which is of no use here.
		console.error(`\n${error.message}`);
		process.exit(1);
	}
};

module.exports = { share };
