'use strict';

const { Problem } = require('../host/problem');

/**
 * Jest's set-up of a suite: starts the n8n of all its tests. They learn of it by the environment;
 * what can happen to its processes is in `lumaN8n`, for those in the environment of sharedHost.js.
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
		// Jest would show where it was thrown, which helps nobody.
		console.error(`\n${error.message}`);
		process.exit(1);
	}
};

module.exports = { share };
