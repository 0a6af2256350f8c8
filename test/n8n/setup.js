'use strict';

const { startN8n } = require('../../scripts/n8n/host');
const { Problem } = require('../../scripts/n8n/problem');

/** Starts the n8n of all tests; they learn of it by the environment. */
module.exports = async () => {
	try {
		const n8n = await startN8n({ version: process.env.LUMA_N8N_VERSION, log: console.log });
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
