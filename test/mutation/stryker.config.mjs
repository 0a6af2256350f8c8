/**
 * `npm run test:mutation`: makes small changes to the pure code, one by one, and counts how many of them no
 * test detects.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
	mutate: [
		'nodes/Luma/{task,gateways,waiting}/*.ts',
		'nodes/Luma/operations/video/submit/submitThrottle.ts',
		'nodes/Luma/operations/task/wait/suspended/{innerWorkflow,suspensionSchedule,wakeUp}.ts',
	],
	buildCommand: 'node test/mutation/build.js',
	testRunner: 'jest',
	jest: { configFile: 'test/mutation/jest.config.js', enableFindRelatedTests: false },
	coverageAnalysis: 'perTest',
	// Ignores changes of constants, e.g. tables: each needs all tests, which takes two thirds of the time. The
	// tables contain documented words, which the tests with recorded answers cover.
	ignoreStatic: true,
	concurrency: 2,
	// A reused process gets slower with each run of Jest.
	maxTestRunnerReuse: 20,
	// Endless loops are detected by their hit count; this timeout is for busy machines.
	timeoutMS: 10_000,
	dryRunTimeoutMinutes: 30,
	reporters: ['clear-text', 'json'],
	clearTextReporter: { allowColor: false, reportTests: false },
	jsonReporter: { fileName: 'coverage/mutation.json' },
	thresholds: { high: 95, low: 90, break: 85 },
};
