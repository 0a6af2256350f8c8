module.exports = {
	preset: 'ts-jest',
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	// Those on a real n8n are JavaScript and have configurations of their own.
	testMatch: ['**/*.test.ts'],
	// The long ones have a configuration and a script of their own.
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(fuzz|faults|load|mutation)/'],
	// Tells a test that hangs, on the slowest machine too.
	testTimeout: 60_000,
	transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json' }] },
	collectCoverageFrom: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	coverageDirectory: 'coverage',
	coverageReporters: ['text', 'lcovonly'],
	coverageThreshold: { global: { lines: 95, branches: 90 } },
};
