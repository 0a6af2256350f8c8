/** The suite on n8n in queue mode: `npm run test:queue`. One n8n for all files, so they run one by one. */
module.exports = {
	...require('../n8n/jest.config'),
	rootDir: __dirname,
	testEnvironment: '../n8n/sharedHost.js',
	globalSetup: './setup.js',
	globalTeardown: '../n8n/teardown.js',
	testSequencer: '../n8n/sequencer.js',
	testTimeout: 300_000,
};
