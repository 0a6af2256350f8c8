/**
 * The Jest configuration of a suite with its own n8n, shared by all its files and started by its `setup.js`.
 *
 * @param {string} rootDir
 */
module.exports = (rootDir) => ({
	...require('./jest.config'),
	rootDir,
	testMatch: ['<rootDir>/*.test.js'],
	testEnvironment: '../n8n/sharedHost.js',
	globalSetup: './setup.js',
	globalTeardown: '../n8n/teardown.js',
	testSequencer: '../n8n/sequencer.js',
	testTimeout: 300_000,
});
