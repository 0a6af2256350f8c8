/** The suite of the gate on one real n8n: `npm run test:smoke`. */
module.exports = {
	...require('../n8n/jest.config'),
	rootDir: __dirname,
	globalSetup: '../n8n/setup.js',
	globalTeardown: '../n8n/teardown.js',
	testSequencer: '@jest/test-sequencer',
	// All scenarios start together: most of their time is n8n's minute, which they wait for once.
	maxConcurrency: 100,
	// Reports a scenario that hangs. Nothing here is asserted to be fast.
	testTimeout: 600_000,
};
