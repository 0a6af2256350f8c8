'use strict';

/**
 * `npm run bench`: compares the node with what people do today, on the emulator.
 *
 *   --full        includes long runs; writes the result to docs/generated/benchmarks.md and .json
 *   --only a,b    only these measures; with --full, the results of the others are kept
 *   --json file   where to write the result; bench-result.json by default
 *
 * Exits with 1 if the counts of a measure are inconsistent. A missed target is only reported, since it
 * depends on the machine.
 */

const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { parseArgs } = require('node:util');

const { Problem, runScript } = require('../test/host/problem');
const { machine } = require('./machine');
const measures = require('./measures');
const { failedChecks, onMachine, page, section } = require('./report');

const DOCS = join(__dirname, '../docs/generated');
const RESULT = join(DOCS, 'benchmarks.json');
const names = measures.map(({ name }) => name);

/** The measures to run. */
function chosen({ only, full }) {
	if (!only) return measures.filter(({ fullOnly }) => full || !fullOnly);
	const wanted = only.split(',');
	const unknown = wanted.filter((name) => !names.includes(name));
	if (unknown.length > 0) {
		throw new Problem(
			`Unknown measure: ${unknown.join(', ')}.`,
			`The measures are: ${names.join(', ')}`,
		);
	}
	return measures.filter(({ name }) => wanted.includes(name));
}

async function measured({ name, title, about, run }, full) {
	const log = (text) => console.error(`  ${name}: ${text}`);
	log('starting');
	const began = performance.now();
	const result = await run({ full, log });
	return { name, title, about, ...result, seconds: (performance.now() - began) / 1000 };
}

/** Adds the earlier results of measures that were not run now. */
function withEarlierResults(whole) {
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
		writeFileSync(join(DOCS, `bench-${name}.svg`), svg);
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
		// After each measure, so that an interrupted run keeps its results.
		writeFileSync(values.json, JSON.stringify(whole, undefined, '\t'));
	}
	const failed = failedChecks(whole.results);
	if (failed.length > 0) throw new Problem('The counts are inconsistent.', failed.join('\n'));
	if (values.full) writeDocs(withEarlierResults(whole));
});
