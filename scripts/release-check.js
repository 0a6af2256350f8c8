'use strict';

/**
 * `npm run release:check`: the gate, and everything that needs kills, clocks, load or another n8n. The
 * suites run one after the other, even after a failure.
 *
 *   --only a,b   only these suites
 *   --from a     this suite and those after it
 *   --list       prints the names of the suites
 *
 * A failed suite is run once more, on a fresh n8n. If it passes then, it is reported as unsteady, with the
 * tests that failed. Exits with 1 if a suite failed twice.
 */

const { spawn, spawnSync } = require('node:child_process');
const { createWriteStream, mkdirSync, readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { parseArgs } = require('node:util');

const ROOT = resolve(__dirname, '..');
const LOGS = join(ROOT, 'coverage/release-check');

/** A new seed each time, so that the randomized tests keep exploring. */
const FUZZ_SEED = String(Date.now() % 2 ** 31);

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} command
 * @property {string[]} [needs] of scripts/need.sh
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [note] printed next to its result
 */

/** @type {Suite[]} */
const SUITES = [
	{ name: 'gate', command: 'bash .ci/run' },
	{ name: 'n8n', command: 'npm run test:n8n' },
	{ name: 'oldest', command: 'npm run test:n8n -- --n8n 1.123' },
	{ name: 'protected', command: 'npm run test:protected' },
	{ name: 'survival', command: 'npm run test:survival' },
	{ name: 'queue', command: 'npm run test:queue', needs: ['redis', 'postgres'] },
	{ name: 'editor', command: 'npm run test:editor', needs: ['chromium'] },
	{ name: 'load', command: 'npm run test:load' },
	{
		name: 'fuzz',
		command: 'npm run test:fuzz',
		env: { LUMA_FUZZ_SEED: FUZZ_SEED },
		note: `seed ${FUZZ_SEED}`,
	},
	{ name: 'mutation', command: 'npm run test:mutation' },
	{ name: 'bench', command: 'npm run bench', needs: ['redis', 'postgres'] },
];

const NAMES = SUITES.map(({ name }) => name);
const MINUTE_MS = 60_000;

/** @returns {Suite[]} */
function chosen({ only, from }) {
	const wanted = [...(only?.split(',') ?? []), ...(from ? [from] : [])];
	const unknown = wanted.filter((name) => !NAMES.includes(name));
	if (unknown.length > 0) {
		throw new Error(`Unknown suite: ${unknown.join(', ')}. The suites are ${NAMES.join(', ')}.`);
	}
	const first = from ? NAMES.indexOf(from) : 0;
	return SUITES.filter(({ name }, index) => index >= first && (!only || wanted.includes(name)));
}

/** Runs a suite once. @returns {Promise<boolean>} whether it passed */
async function passes({ command, env }, logFile) {
	const log = createWriteStream(logFile);
	const child = spawn('bash', ['-c', command], {
		cwd: ROOT,
		env: { ...process.env, ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	child.stdout.pipe(log, { end: false });
	child.stderr.pipe(log, { end: false });
	const code = await new Promise((done) => child.once('close', done));
	await new Promise((done) => log.end(done));
	return code === 0;
}

/** Jest marks failed tests with a dot, both where they fail and in its summary. */
function failedTests(logFile) {
	const lines = readFileSync(logFile, 'utf8').split('\n');
	const names = lines.flatMap((line) => /^\s*● (?!Console)(.+)/.exec(line)?.[1].trim() ?? []);
	return [...new Set(names)];
}

const lastLines = (logFile) => readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-20);

/** @returns {Promise<{ outcome: 'passed'|'unsteady'|'FAILED', failed: string[], logFile: string }>} */
async function judge(suite) {
	const logFile = join(LOGS, `${suite.name}.log`);
	if (await passes(suite, logFile)) return { outcome: 'passed', failed: [], logFile };
	const failed = failedTests(logFile);
	const again = join(LOGS, `${suite.name}-again.log`);
	return (await passes(suite, again))
		? { outcome: 'unsteady', failed, logFile }
		: { outcome: 'FAILED', failed: failedTests(again), logFile: again };
}

async function main() {
	const { values } = parseArgs({
		options: {
			only: { type: 'string' },
			from: { type: 'string' },
			list: { type: 'boolean', default: false },
		},
	});
	if (values.list) {
		console.log(NAMES.join('\n'));
		return;
	}
	const suites = chosen(values);
	mkdirSync(LOGS, { recursive: true });
	const startedAt = Date.now();
	const outcomes = [];
	for (const suite of suites) {
		if (suite.needs) spawnSync('bash', ['scripts/need.sh', ...suite.needs], { cwd: ROOT });
		const began = Date.now();
		const { outcome, failed, logFile } = await judge(suite);
		outcomes.push(outcome);
		const minutes = ((Date.now() - began) / MINUTE_MS).toFixed(1).padStart(5);
		console.log(
			`${suite.name.padEnd(10)} ${outcome.padEnd(8)} ${minutes} min   ${suite.note ?? ''}`,
		);
		for (const name of failed) console.log(`    ${name}`);
		if (outcome === 'FAILED' && failed.length === 0) console.log(lastLines(logFile).join('\n'));
		if (outcome !== 'passed') console.log(`    ${logFile}`);
	}
	const minutes = ((Date.now() - startedAt) / MINUTE_MS).toFixed(1).padStart(5);
	console.log(`${'all'.padEnd(19)} ${minutes} min`);
	const count = (wanted) => outcomes.filter((outcome) => outcome === wanted).length;
	console.log(
		`${count('passed')} passed, ${count('unsteady')} unsteady, ${count('FAILED')} failed`,
	);
	process.exitCode = count('FAILED') > 0 ? 1 : 0;
}

main().catch((error) => {
	console.error(error.message);
	process.exitCode = 2;
});
