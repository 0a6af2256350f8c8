/**
 * The suite on a real n8n: `npm run test:n8n`. All files share one n8n, so they run one by one. What the
 * oldest n8n does differently has its own file: `npm run test:n8n -- --n8n 1.123`.
 */
const OLDEST = 'oldest.test.js';
const isOldest = process.env.LUMA_N8N_VERSION?.startsWith('1.') ?? false;

module.exports = {
	rootDir: __dirname,
	testEnvironment: 'node',
	testMatch: [`<rootDir>/${isOldest ? OLDEST : '*.test.js'}`],
	testPathIgnorePatterns: isOldest ? [] : [`/${OLDEST}$`],
	transform: {},
	globalSetup: './setup.js',
	globalTeardown: './teardown.js',
	testSequencer: './sequencer.js',
	maxWorkers: 1,
	testTimeout: 300_000,
	verbose: true,
	watchman: false,
};
