'use strict';

/**
 * Runs our node and the raw loop in a separate process, so that the emulator's CPU time is not
 * counted: `node overheadChild.js <address of the emulator's CometAPI> <items> <rounds>`. Prints JSON.
 */

const { Session } = require('node:inspector/promises');

const { LumaApi } = require('../dist/credentials/LumaApi.credentials');
const { Luma } = require('../dist/nodes/Luma/Luma.node');
const { formatTask } = require('../dist/nodes/Luma/task/formatTask');
const { readTask } = require('../dist/nodes/Luma/task/readTask');
const { createHost, LUMA } = require('../test/engine/host');
const { chain } = require('../test/workflow');
const { RAW_LOOP } = require('./rawLoop');

const [baseUrl] = process.argv.slice(2);
const [items, rounds] = process.argv.slice(3).map(Number);
const GENERATIONS = `${baseUrl}/dream-machine/v1/generations`;

const host = createHost({
	Luma,
	LumaApi,
	credential: { gateway: 'cometApi', baseUrl, apiKey: 'sk-bench-0123456789' },
	otherTypes: { rawLoop: RAW_LOOP },
});

const luma = (parameters) => ({ type: LUMA, parameters });
const raw = (parameters) => ({ type: 'rawLoop', parameters });

const CONTENDERS = {
	generate: {
		ours: luma({ prompt: '={{ $json.prompt }}' }),
		floor: raw({ method: 'POST', url: GENERATIONS, prompt: '={{ $json.prompt }}' }),
	},
	get: {
		ours: luma({ resource: 'task', operation: 'get', taskId: '={{ $json.taskId }}' }),
		floor: raw({ url: `=${GENERATIONS}/{{ $json.taskId }}` }),
	},
};

async function run(node, input) {
	const credentials = { lumaApi: { id: '1', name: 'Luma AI account' } };
	const workflow = chain({ name: 'Node', credentials, ...node });
	const execution = await host.run(
		workflow,
		input.map((json) => ({ json })),
	);
	if (execution.error) throw execution.error;
	return execution.json('Node');
}

/** CPU time per item, in milliseconds. */
async function cpuOf(node, input) {
	const before = process.cpuUsage();
	const output = await run(node, input);
	const { user, system } = process.cpuUsage(before);
	return { ms: (user + system) / 1000 / input.length, items: output.length };
}

/** Whose code used the time, by the file of the innermost function. */
const PLACES = [
	['this package: reading answers', /\/dist\/nodes\/Luma\/task\//],
	['this package: the rest', /\/dist\/(nodes|credentials)\//],
	["n8n's engine, workflow and expressions", /\/(n8n-core|n8n-workflow|@n8n|luxon|callsites)\//],
	['axios', /\/(axios|follow-redirects|form-data|proxy-from-env)\//],
	['Node.js: HTTP, sockets etc.', /^(node:.*)?$/],
];

async function profileOf(work) {
	const session = new Session();
	session.connect();
	await session.post('Profiler.enable');
	await session.post('Profiler.start');
	await work();
	const { profile } = await session.post('Profiler.stop');
	session.disconnect();
	const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
	const time = {};
	profile.samples.forEach((id, index) => {
		const place = placeOf(frames.get(id));
		if (place) time[place] = (time[place] ?? 0) + profile.timeDeltas[index];
	});
	return time;
}

function placeOf({ functionName, url }) {
	// Idle, or the profiler itself.
	if (functionName === '(idle)' || url === 'node:inspector' || functionName === 'dispatch') return;
	if (functionName === '(garbage collector)') return 'garbage collection';
	return PLACES.find(([, pattern]) => pattern.test(url))?.[0] ?? 'other libraries';
}

/** Microseconds for reading and formatting one answer. */
function readingMicros(answers) {
	const format = { gateway: 'cometApi', output: 'simplified', fields: [] };
	const before = process.cpuUsage();
	let done = 0;
	for (let round = 0; round < 20; round++) {
		for (const body of answers) {
			const text = structuredClone(body);
			if (formatTask(readTask(text), text, format).videoUrl) done++;
		}
	}
	const { user, system } = process.cpuUsage(before);
	return { micros: (user + system) / (answers.length * 20), read: done / 20 };
}

async function main() {
	const prompts = Array.from({ length: items }, (_, index) => ({ prompt: `video ${index}` }));
	const times = { generate: { ours: [], floor: [] }, get: { ours: [], floor: [] } };
	const counts = [];
	let tasks = await run(CONTENDERS.generate.ours, prompts);
	// Warm up both, then alternate: other load on the machine affects both.
	for (let round = -1; round < rounds; round++) {
		for (const [what, contenders] of Object.entries(CONTENDERS)) {
			const input = what === 'generate' ? prompts : tasks;
			for (const [who, node] of Object.entries(contenders)) {
				const { ms, items: returned } = await cpuOf(node, input);
				counts.push(returned);
				if (round >= 0) times[what][who].push(ms);
			}
		}
	}
	const answers = await run(CONTENDERS.get.floor, tasks);
	const profile = {
		generate: await profileOf(async () => await run(CONTENDERS.generate.ours, prompts)),
		get: await profileOf(async () => await run(CONTENDERS.get.ours, tasks)),
	};
	console.log(JSON.stringify({ times, counts, profile, reading: readingMicros(answers) }));
}

main().catch((error) => {
	console.error(error);
	process.exit(1);
});
