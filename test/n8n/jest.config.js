/** The suite on a real n8n: `npm run test:n8n`. One n8n for all files, so they run one by one. */
module.exports = {
	rootDir: __dirname,
	testEnvironment: 'node',
	testMatch: ['<rootDir>/*.test.js'],
	transform: {},
	globalSetup: './setup.js',
	globalTeardown: './teardown.js',
	testSequencer: './sequencer.js',
	maxWorkers: 1,
	testTimeout: 300_000,
	verbose: true,
	watchman: false,
};
