'use strict';

/** The size of the package, and how long n8n takes to load it. */

const { execFile } = require('node:child_process');
const { join } = require('node:path');
const { promisify } = require('node:util');

const { tempFolder } = require('../../test/host/tempFolder');
const { withPackage } = require('../../scripts/packed');
const { median } = require('../numbers');
const { linkModules, writeEmptyPackage } = require('../emptyPackage');

const CHILD = join(__dirname, '../loadChild.js');
const MOST_KB = 100;
const MOST_RATIO = 1.5;

async function load(folder) {
	const { stdout } = await promisify(execFile)(process.execPath, [CHILD, folder]);
	return JSON.parse(stdout);
}

async function run({ full, log }) {
	const times = full ? 15 : 5;
	const empty = tempFolder('luma-ai-empty-node');
	writeEmptyPackage(empty.path);
	return await withPackage(async ({ folder, ...packed }) => {
		linkModules(folder);
		const loads = { ours: [], empty: [] };
		log(`${times} loads of each`);
		for (let time = 0; time < times; time++) {
			loads.ours.push(await load(folder));
			loads.empty.push(await load(empty.path));
		}
		return report({ ...packed, loads });
	});
}

function report({ size, unpackedSize, files, loads: { ours, empty } }) {
	const middle = (list, field) => median(list.map((one) => one[field]));
	const scripts = files.filter(({ path }) => path.endsWith('.js')).length;
	const whole = (list) => list.map(({ engineMs, packageMs }) => engineMs + packageMs);
	const inN8n = median(whole(ours)) / median(whole(empty));
	const alone = middle(ours, 'packageMs') / middle(empty, 'packageMs');
	const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
	return {
		tables: [
			{
				head: ['', 'This package', 'An empty node'],
				rows: [
					['Packed', kilobytes(size), ''],
					['Unpacked', kilobytes(unpackedSize), ''],
					[
						"n8n's engine, with the package",
						`${median(whole(ours)).toFixed(0)} ms`,
						`${median(whole(empty)).toFixed(0)} ms`,
					],
					[
						'The package alone',
						`${middle(ours, 'packageMs').toFixed(0)} ms`,
						`${middle(empty, 'packageMs').toFixed(0)} ms`,
					],
				],
				note: `Medians of ${ours.length} new processes each. The package has ${scripts} scripts.`,
			},
		],
		targets: [
			{
				what: 'Packed size',
				wanted: `<= ${MOST_KB} kB`,
				reached: kilobytes(size),
				met: size <= MOST_KB * 1000,
			},
			{
				what: "Time until n8n's engine is ready, relative to an empty node",
				wanted: `<= ${MOST_RATIO}`,
				reached: inN8n.toFixed(2),
				met: inN8n <= MOST_RATIO,
			},
			{
				what: 'Load time of the package alone, relative to an empty node',
				wanted: `<= ${MOST_RATIO}`,
				reached: alone.toFixed(1),
				met: alone <= MOST_RATIO,
				why: `an empty node is one script, this package has ${scripts}, which take Node.js ${((middle(ours, 'packageMs') - middle(empty, 'packageMs')) / scripts).toFixed(1)} ms each to find, read and run. n8n loads them once, when it starts.`,
			},
		],
		checks: [
			{
				what: 'nodes that n8n found',
				expected: Array(ours.length).fill('luma,lumaTrigger'),
				found: ours.map(({ nodes }) => nodes.sort().join()),
			},
			{
				what: 'nodes of the empty package',
				expected: Array(empty.length).fill('empty'),
				found: empty.map(({ nodes }) => nodes.join()),
			},
		],
	};
}

module.exports = { name: 'package', title: 'Package', run };
