/** The long random tests: `npm run test:fuzz`. See `runs.ts` for how to repeat a run. */
const base = require('../../jest.config');

module.exports = {
	preset: base.preset,
	testEnvironment: 'node',
	rootDir: '../..',
	testMatch: ['<rootDir>/test/fuzz/*.test.ts'],
	transform: base.transform,
	testTimeout: 240_000,
	verbose: true,
	watchman: false,
};
