/**
 * A suite in a folder of its own, with a script of its own: too long for `npm test`.
 *
 * @param {string} folder in test/
 * @param {import('jest').Config} [more]
 */
module.exports = (folder, more) => {
	const base = require('../jest.config');
	return {
		preset: base.preset,
		testEnvironment: 'node',
		rootDir: '../..',
		roots: [`<rootDir>/test/${folder}`],
		testMatch: ['**/*.test.ts'],
		transform: base.transform,
		// Tells a test that hangs, on the slowest machine too: each is work for the processor, none waits.
		testTimeout: 1_800_000,
		verbose: true,
		watchman: false,
		...more,
	};
};
