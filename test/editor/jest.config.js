module.exports = {
	rootDir: '../..',
	roots: ['<rootDir>/test/editor'],
	testEnvironment: 'node',
	testMatch: ['**/*.test.js'],
	testTimeout: 120_000,
	maxWorkers: 1,
};
