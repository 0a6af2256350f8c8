/**
 * Bundles the pure code and its tests into one script. Stryker starts Jest anew for each mutant, and finding,
 * transforming and loading a hundred files would take most of the time.
 */
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

const { buildSync } = require('esbuild');

const UNIT = join(__dirname, '../unit');
const FOLDERS = ['task', 'gateways', 'waiting', 'operations/submit', 'operations/wait'];

/** Thousands of random answers that explore the unexpected: too slow to run for each mutant. */
const LEFT_OUT = ['hostile.test.ts'];

/** Tests that need n8n or files of the repository, so they do not test single functions. */
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
