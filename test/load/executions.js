'use strict';

/**
 * Runs many executions in this process, on n8n's engine with a fake clock, and prints the heap size after
 * forced garbage collection as JSON: `node --expose-gc executions.js <executions> <bytes to leak in each>`.
 * Needs the built package.
 */

const clock = require('../../dist/nodes/Luma/waiting/clock');
const { LumaApi } = require('../../dist/credentials/LumaApi.credentials');
const { Luma } = require('../../dist/nodes/Luma/Luma.node');
const { startEmulator, GATEWAYS } = require('../emulator');
const { createHost, LUMA } = require('../engine/host');
const { chain } = require('../workflow');

const [executions, leaked] = process.argv.slice(2).map(Number);

/** The heap is measured after this many executions. */
const MEASURE_EVERY = 10;

let now = Date.UTC(2026, 0, 15, 12);
clock.hostClock = () => ({
	now: () => now,
	isStopped: () => false,
	sleep: async (milliseconds) => {
		now += milliseconds;
	},
});

const settings = { onError: 'continueRegularOutput' };
const TASK_ID = "={{ $('Generate').item.json.taskId }}";
const NODES = [
	['Generate', { prompt: '={{ $json.prompt }}' }],
	['Wait', { resource: 'task', operation: 'wait', waitMode: 'poll', onFailedTask: 'continue' }],
	['Get', { resource: 'task', operation: 'get', taskId: TASK_ID }],
	['Download', { operation: 'download', taskId: TASK_ID, files: ['thumbnail'] }],
].map(([name, parameters]) => ({
	name,
	type: LUMA,
	parameters,
	credentials: { lumaApi: { id: '1', name: 'Luma AI account' } },
	...settings,
}));
const WORKFLOW = chain(...NODES);

/** Success, a refusal, a failed task and a rate limit; garbage is added below. */
const PROMPTS = ['fine', 'not so [refused]', 'nor this [fail: no luck]', 'slow [ratelimited: 1]'];
const RUBBISH = { html: true };

async function main() {
	const emulator = await startEmulator({ now: () => now });
	const kept = [];
	const heap = [];
	let failed = 0;
	for (let number = 1; number <= executions; number++) {
		const gateway = GATEWAYS[number % GATEWAYS.length];
		const host = createHost({
			Luma,
			LumaApi,
			credential: { gateway, baseUrl: emulator.url(gateway), apiKey: 'sk-good-0123456789' },
		});
		if (number % 7 === 0) emulator.next(RUBBISH, { method: 'POST' });
		const prompt = `${PROMPTS[number % PROMPTS.length]}`;
		const run = await host.run(WORKFLOW, [{ json: { prompt } }], { executionId: `${number}` });
		if (run.error) throw run.error;
		if (run.json('Download')[0].error) failed++;
		if (leaked) kept.push(Buffer.alloc(leaked).toString('latin1') + number);
		emulator.reset();
		if (number % MEASURE_EVERY > 0) continue;
		// Sockets close slightly later than their answers end.
		await new Promise((resolve) => setImmediate(resolve));
		global.gc();
		global.gc();
		heap.push(process.memoryUsage().heapUsed);
	}
	await emulator.close();
	console.log(JSON.stringify({ heap, failed }));
}

main().catch((error) => {
	console.error(error);
	process.exit(1);
});
