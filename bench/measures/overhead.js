'use strict';

/** CPU time per item, compared with a node that makes the same requests and nothing else. */

const { execFile } = require('node:child_process');
const { join } = require('node:path');
const { promisify } = require('node:util');

const { startEmulator } = require('../../test/emulator');
const { median, sum } = require('../numbers');

const CHILD = join(__dirname, '../overheadChild.js');
const MOST = 1.3;
const LABELS = { generate: 'Generate', get: 'Get Task' };

async function run({ full, log }) {
	const items = full ? 500 : 200;
	const rounds = full ? 15 : 5;
	const emulator = await startEmulator({ defaults: { renderSeconds: 0 } });
	let measured;
	try {
		log(`${rounds} rounds of ${items} items`);
		const args = [CHILD, emulator.url('cometApi'), String(items), String(rounds)];
		const { stdout } = await promisify(execFile)(process.execPath, args);
		measured = JSON.parse(stdout);
	} finally {
		await emulator.close();
	}
	const { times, counts, profile, reading } = measured;
	const submits = emulator.accepted().length;
	const floorMs = median(times.get.floor);

	return {
		tables: [
			{
				title: 'CPU time per item, ms',
				head: ['', 'This node', 'Raw loop', 'Ratio'],
				rows: Object.entries(times).map(([what, { ours, floor }]) => [
					LABELS[what],
					median(ours).toFixed(2),
					median(floor).toFixed(2),
					ratioOf({ ours, floor }).toFixed(2),
				]),
				note: `Medians of ${rounds} rounds of ${items} items each, alternating; n8n's engine, CometAPI's dialect, the emulator in another process. Reading and formatting an answer is part of Get Task: ${reading.micros.toFixed(0)} µs, ${((reading.micros / 1000 / floorMs) * 100).toFixed(0)} % of the raw loop's time per item. Get Task reads five tasks at a time, the raw loop one.`,
			},
			{
				title: 'Where the time goes',
				head: ['', ...Object.values(LABELS)],
				rows: [...new Set(Object.values(profile).flatMap(Object.keys))]
					.sort()
					.map((place) => [
						place,
						...Object.keys(LABELS).map((what) => share(profile[what][place], profile[what])),
					]),
			},
		],
		targets: [
			...Object.entries(times).map(([what, pair]) => ({
				what: `${LABELS[what]}: CPU per item, relative to the raw loop`,
				wanted: `<= ${MOST}`,
				reached: ratioOf(pair).toFixed(2),
				met: ratioOf(pair) <= MOST,
			})),
			{
				what: 'The raw loop plus reading the answers, relative to the raw loop',
				wanted: `<= ${MOST}`,
				reached: (1 + reading.micros / 1000 / floorMs).toFixed(2),
				met: 1 + reading.micros / 1000 / floorMs <= MOST,
			},
		],
		checks: [
			{
				what: 'runs that returned all items',
				expected: counts.length,
				found: counts.filter((count) => count === items).length,
			},
			// One for each: the input, the profile, and each contender in each round, including the warm-up.
			{ what: 'submits', expected: items * (2 + 2 * (rounds + 1)), found: submits },
			{ what: 'answers with a video', expected: items, found: reading.read },
		],
	};
}

const share = (time = 0, whole) => `${((time / sum(Object.values(whole))) * 100).toFixed(0)} %`;

/** Compared within each round, because the load on the machine changes over time. */
const ratioOf = ({ ours, floor }) => median(ours.map((ms, round) => ms / floor[round]));

module.exports = { name: 'overhead', title: 'Overhead', run };
