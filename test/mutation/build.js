/**
 * Makes one script of the pure parts and their tests. Stryker has Jest start anew for each mutant, and
 * what takes time then is to find, transform and load a hundred files.
 */
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

const { buildSync } = require('esbuild');

const UNIT = join(__dirname, '../unit');
const FOLDERS = ['task', 'gateways', 'waiting', 'operations/submit', 'operations/wait'];

/** Thousands of random answers, to find what nobody thought of: too slow to be run for each mutant. */
const LEFT_OUT = ['hostile.test.ts'];

/** Those that need n8n or files of the repository; they show nothing of one function. */
const NOT_PURE = ['resumeOnCallback.test.ts', 'records.test.ts'];

const files = FOLDERS.flatMap((folder) =>
	readdirSync(join(UNIT, folder))
		.filter((name) => name.endsWith('.test.ts') && ![...LEFT_OUT, ...NOT_PURE].includes(name))
		.map((name) => `require('./${folder}/${name}');`),
);

buildSync({
	stdin: { contents: files.join('\n'), resolveDir: UNIT },
	outfile: join(__dirname, 'built/all.test.js'),
	bundle: true,
	platform: 'node',
	target: 'node20',
	alias: { 'n8n-workflow': join(__dirname, 'n8nWorkflow.js') },
	logLevel: 'error',
});
