'use strict';

const { rmSync, statSync } = require('node:fs');
const { join } = require('node:path');

const { startN8n } = require('../../test/host/host');
const { canRead, peakMb, restartPeak } = require('../../test/host/procfs');
const { startEmulator } = require('../../test/emulator');
const { startSink } = require('../../test/services/sink');
const { chain } = require('../../test/workflow');
const { GATEWAY, KEY, generationsOf } = require('../n8n/gateway');
const { getFile } = require('../n8n/httpRequest');
const ours = require('../n8n/ours');
const { median, shown } = require('../numbers');

const MEGABYTE = 2 ** 20;
const MOST_GROWTH_MB = 64;
const LEAST_RATIO = 0.9;
const RUN_LIMIT_MS = 180_000;

/** Makes a finished task and returns it with the link to its file. */
async function finishedTask(emulator) {
	const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
	const generations = generationsOf(emulator);
	const body = JSON.stringify({ prompt: 'A film [render: 0]' });
	const { id } = await (await fetch(generations, { method: 'POST', headers, body })).json();
	const task = await (await fetch(`${generations}/${id}`, { headers })).json();
	return { id, link: task.video_raw.url };
}

/** Downloads once and measures it. */
async function runOnce({ n8n, saved }) {
	const before = canRead(n8n.pid) ? restartPeak(n8n.pid) : NaN;
	const id = await n8n.run(saved);
	const { status, data } = await n8n.waitFor(id, RUN_LIMIT_MS);
	if (status !== 'success') {
		throw new Error(`Execution ${id}: ${data.resultData.error?.message ?? status}`);
	}
	const grown = canRead(n8n.pid) ? peakMb(n8n.pid) - before : NaN;
	const [{ executionTime, data: output }] = data.resultData.runData.Download;
	const file = fileOf(n8n, output.main[0][0].binary.data);
	const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
	rmSync(file, { force: true });
	return { grown, size, seconds: executionTime / 1000 };
}

/** Where n8n stored a file. */
const fileOf = ({ userFolder }, { id }) =>
	join(userFolder, '.n8n/storage', id.slice(id.indexOf(':') + 1));

async function run({ full, log }) {
	const megabytes = full ? 400 : 100;
	const times = full ? 7 : 5;
	const emulator = await startEmulator();
	const sink = await startSink();
	const env = { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem' };
	const n8n = await startN8n({ env, log });
	try {
		emulator.always({ fileMegabytes: megabytes }, { gateway: 'cdn' });
		const { id, link } = await finishedTask(emulator);
		const luma = await n8n.credential(GATEWAY, { baseUrl: emulator.url(GATEWAY), apiKey: KEY });
		const node = ours.suspend.download({ credentials: { luma } });
		Object.assign(node.parameters, { taskId: id });
		const loaders = [
			{ title: 'Video: Download', node },
			{ title: 'HTTP Request', node: getFile('Download', link) },
		];
		for (const loader of loaders) {
			const workflow = chain(loader.node, sink.node(loader.title));
			Object.assign(loader, { n8n, saved: await n8n.createWorkflow(workflow), runs: [] });
		}
		log(`${megabytes} MB, ${times} times each, one after the other`);
		// The first run of each loads what it needs, so it counts only for the checks.
		for (let i = 0; i <= times; i++) {
			for (const loader of loaders) loader.runs.push(await runOnce(loader));
		}
		return toResult(loaders, { megabytes, times, emulator, sink });
	} finally {
		await n8n.close();
		await sink.close();
		await emulator.close();
	}
}

function toResult(loaders, { megabytes, times, emulator, sink }) {
	const found = loaders.map(({ title, runs }) => {
		const counted = runs.slice(1);
		return {
			title,
			rate: megabytes / median(counted.map(({ seconds }) => seconds)),
			grown: median(counted.map(({ grown }) => grown)),
			most: Math.max(...counted.map(({ grown }) => grown)),
		};
	});
	const [own] = found;
	// Pairs of consecutive runs: a machine that is busy for a while slows down both.
	const [ownRuns, otherRuns] = loaders.map(({ runs }) => runs.slice(1));
	const ratio = median(ownRuns.map(({ seconds }, index) => otherRuns[index].seconds / seconds));
	const checks = loaders.flatMap(({ title, runs }) => [
		{
			what: `${title}: bytes of each file`,
			expected: Array(times + 1).fill(megabytes * MEGABYTE),
			found: runs.map(({ size }) => size),
		},
		{
			what: `${title}: runs of the next node`,
			expected: times + 1,
			found: sink.got(title).length,
		},
	]);
	checks.push(
		{
			what: 'downloads from the storage',
			expected: loaders.length * (times + 1),
			found: emulator.requestsTo('cdn', 'GET').length,
		},
		{ what: 'downloads with a key', expected: 0, found: emulator.leaks.length },
	);
	return {
		tables: [
			{
				title: `A file of ${megabytes} MB, ${times} times each`,
				head: ['', 'Median MB per second', 'Median memory growth, MB', 'Max, MB'],
				rows: found.map(({ title, rate, grown, most }) => [
					title,
					shown(rate, 0),
					shown(grown, 0),
					shown(most, 0),
				]),
			},
		],
		targets: [
			{
				what: "Growth of n8n's memory during a download",
				wanted: `<= ${MOST_GROWTH_MB} MB`,
				reached: shown(own.most, 0, ' MB'),
				met: own.most <= MOST_GROWTH_MB,
			},
			{
				what: 'Throughput relative to HTTP Request',
				wanted: `>= ${LEAST_RATIO}`,
				reached: shown(ratio, 2),
				met: ratio >= LEAST_RATIO,
			},
		],
		checks,
	};
}

module.exports = {
	name: 'download',
	title: 'Downloading a large file',
	about: `n8n stores its files on disk, its default outside of queue mode. The time is that of the node in n8n's execution data; for
Video: Download it includes reading the task to get a fresh link.`,
	run,
};
