module.exports = {
	rootDir: '../..',
	roots: ['<rootDir>/test/editor'],
	testEnvironment: 'node',
	testMatch: ['**/*.test.js'],
	testTimeout: 360_000,
	maxWorkers: 1,
};
