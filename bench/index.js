'use strict';

/**
 * `npm run bench`: measures the node beside what people do today, on the emulator.
 *
 *   --full        long runs too; the result becomes docs/benchmarks.md and docs/benchmarks.json
 *   --only a,b    these measures; with --full, the others stay in docs/ as they were
 *   --json file   where the result goes; bench-result.json by default
 *
 * Ends with 1 where the counts of a measure do not fit together. A missed target is shown, not an
 * error: it depends on the machine.
 */

const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { parseArgs } = require('node:util');

const { Problem, runScript } = require('../test/host/problem');
const { machine } = require('./machine');
const measures = require('./measures');
const { failedChecks, onMachine, page, section } = require('./report');

const DOCS = join(__dirname, '../docs');
const RESULT = join(DOCS, 'benchmarks.json');
const names = measures.map(({ name }) => name);

/** The measures that were asked for. */
function chosen({ only, full }) {
	if (!only) return measures.filter(({ fullOnly }) => full || !fullOnly);
	const wanted = only.split(',');
	const unknown = wanted.filter((name) => !names.includes(name));
	if (unknown.length > 0) {
		throw new Problem(
			`There is no measure ${unknown.join(', ')}.`,
			`There are: ${names.join(', ')}`,
		);
	}
	return measures.filter(({ name }) => wanted.includes(name));
}

async function measured({ name, title, about, run }, full) {
	const log = (text) => console.error(`  ${name}: ${text}`);
	log('begins');
	const began = performance.now();
	const result = await run({ full, log });
	return { name, title, about, ...result, seconds: (performance.now() - began) / 1000 };
}

/** The measures that were not run now, as they were measured before. */
function withTheOthers(whole) {
	const before = existsSync(RESULT) ? JSON.parse(readFileSync(RESULT, 'utf8')).results : [];
	const results = names.flatMap((name) => {
		const ofName = (result) => result.name === name;
		return whole.results.find(ofName) ?? before.find(ofName) ?? [];
	});
	return { ...whole, results };
}

function writeDocs(whole) {
	writeFileSync(RESULT, `${JSON.stringify(whole, undefined, '\t')}\n`);
	writeFileSync(join(DOCS, 'benchmarks.md'), page(whole));
	for (const [name, svg] of whole.results.flatMap(({ pictures = {} }) =>
		Object.entries(pictures),
	)) {
		writeFileSync(join(DOCS, 'pictures', `bench-${name}.svg`), svg);
	}
}

runScript(async () => {
	const { values } = parseArgs({
		options: {
			full: { type: 'boolean', default: false },
			only: { type: 'string' },
			json: { type: 'string', default: 'bench-result.json' },
		},
	});
	const whole = { command: 'npm run bench', machine: machine(), results: [] };
	if (values.full) whole.command += ' -- --full';
	console.log(`${onMachine(whole.machine)}\n`);
	for (const measure of chosen(values)) {
		const result = await measured(measure, values.full);
		whole.results.push(result);
		console.log(`${section(result)}\n`);
		// After each, so that a long run that breaks off has told what it knew.
		writeFileSync(values.json, JSON.stringify(whole, undefined, '\t'));
	}
	const failed = failedChecks(whole.results);
	if (failed.length > 0) throw new Problem(`The counts do not fit together.`, failed.join('\n'));
	if (values.full) writeDocs(withTheOthers(whole));
});
