'use strict';

const { TestEnvironment } = require('jest-environment-node');

/** Gives the tests access to the running n8n, so they can kill it. */
module.exports = class extends TestEnvironment {
	async setup() {
		await super.setup();
		this.global.lumaN8n = globalThis.lumaN8n;
	}
};
