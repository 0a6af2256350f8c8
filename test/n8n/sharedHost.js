'use strict';

const { TestEnvironment } = require('jest-environment-node');

/** Hands the running n8n to the tests, so that they can kill it. */
module.exports = class extends TestEnvironment {
	async setup() {
		await super.setup();
		this.global.lumaN8n = globalThis.lumaN8n;
	}
};
