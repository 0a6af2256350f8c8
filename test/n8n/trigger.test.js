'use strict';

const { KEY, LUMA, eventually, openBench } = require('./support');

const bench = openBench();
const { access } = bench;

/** Longer than a callback takes from the gateway to a run. */
const A_WHILE_MS = 2_000;
const aWhile = () => new Promise((resolve) => setTimeout(resolve, A_WHILE_MS));

const trigger = (of, parameters = {}) => ({
	...bench.luma('Trigger', of, parameters),
	type: `${LUMA}Trigger`,
	webhookId: crypto.randomUUID(),
});

/** A workflow of the trigger alone, as it is saved. */
async function save(of, parameters) {
	const node = trigger(of, parameters);
	const workflow = await bench.n8n.createWorkflow({
		name: `Trigger ${node.webhookId}`,
		nodes: [{ id: '1', typeVersion: 1, position: [0, 0], ...node }],
		connections: {},
		settings: { executionOrder: 'v1' },
	});
	const path = `${workflow.nodes[0].webhookId}/luma-ai`;
	return {
		workflow,
		url: `${access.address}/webhook/${path}`,
		testUrl: `${access.address}/webhook-test/${path}`,
	};
}

const active = [];
/** n8n 2 answers before the address is there. */
async function listen(of, parameters) {
	const saved = await save(of, parameters);
	await bench.n8n.activate(saved.workflow);
	active.push(saved.workflow);
	await eventually(async () => (await post(saved.url, {})).status === 200, 'the address');
	return saved;
}
afterEach(async () => {
	for (const workflow of active.splice(0)) await bench.n8n.deactivate(workflow);
});

async function post(url, body, headers = { 'content-type': 'application/json' }) {
	const startedAt = Date.now();
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const response = await fetch(url, { method: 'POST', headers, body: text });
	const answer = await response.text();
	return { status: response.status, answer, ms: Date.now() - startedAt };
}

/** Submits in another workflow, whose task is then called back. */
async function generate(of, callbackUrl, prompt = 'A tiger') {
	const run = await bench.run([
		bench.luma('Generate', of, { prompt, callback: 'url', callbackUrl }),
	]);
	return run.json('Generate')[0].taskId;
}

async function runsOf({ workflow }) {
	const filter = encodeURIComponent(JSON.stringify({ workflowId: workflow.id }));
	const { results } = await bench.n8n.rest('GET', `/rest/executions?filter=${filter}`);
	const ended = results.filter(({ status }) => !['new', 'running'].includes(status));
	const runs = await Promise.all(ended.map(({ id }) => bench.n8n.execution(id)));
	return runs.reverse().map((run) => Object.assign(bench.read(run), { mode: run.mode }));
}

/** The items of all runs, in order, once there are so many runs. */
async function itemsOf(saved, count = 1) {
	await eventually(async () => (await runsOf(saved)).length >= count, `${count} runs`);
	const runs = await runsOf(saved);
	expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 'success'));
	return runs.flatMap((run) => run.json('Trigger'));
}

describe('a callback to the production address', () => {
	it.each(['cometApi', 'rixApi', 'dreamMachine'])(
		'of %s starts the workflow once the task is completed, with the task as it was fetched',
		async (gateway) => {
			const saved = await listen(gateway);
			const taskId = await generate(gateway, saved.url);
			const items = await itemsOf(saved);

			expect(items).toMatchObject([
				{ taskId, state: 'completed', videoUrl: expect.stringMatching(/^http/) },
			]);
			await aWhile();
			expect(await runsOf(saved)).toHaveLength(1);
			expect((await runsOf(saved))[0].mode).toBe('webhook');
			expect(bench.emulator.callbacks.map(({ status }) => status)).toEqual([200, 200]);
		},
	);
});
