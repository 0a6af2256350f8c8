/**
 * `npm run test:mutation`: changes the pure parts in small ways, one by one, and counts how many of
 * the changes no test notices.
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
	// Constants of a file, e.g. its tables: each change of one takes all tests, and all of them two thirds
	// of the time. The tables are words of documents, which the recorded answers hold against them.
	ignoreStatic: true,
	concurrency: 2,
	// Each run of Jest in a process leaves something behind, and the next ones take longer.
	maxTestRunnerReuse: 20,
	// Endless loops are told by their count; this is for a machine that is busy otherwise.
	timeoutMS: 10_000,
	dryRunTimeoutMinutes: 30,
	reporters: ['clear-text', 'json'],
	clearTextReporter: { allowColor: false, reportTests: false },
	jsonReporter: { fileName: 'coverage/mutation.json' },
	thresholds: { high: 95, low: 90, break: 85 },
};
