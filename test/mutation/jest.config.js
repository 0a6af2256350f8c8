/** Runs the script of `build.js`, which Stryker does for each mutant. */
module.exports = {
	rootDir: 'built',
	testEnvironment: require.resolve('./firstFailure'),
	transform: {},
	watchman: false,
};
