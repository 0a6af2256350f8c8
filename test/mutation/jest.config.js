/** What Stryker runs for each mutant: one script that `build.js` made. */
module.exports = {
	rootDir: 'built',
	testEnvironment: require.resolve('./firstFailure'),
	transform: {},
	watchman: false,
};
