/**
 * The Jest configuration of a suite that has its own folder and script because it is too slow for `npm test`.
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
		// Only for tests that hang, even on the slowest machine: they wait for nothing but the CPU.
		testTimeout: 1_800_000,
		verbose: true,
		watchman: false,
		...more,
	};
};
