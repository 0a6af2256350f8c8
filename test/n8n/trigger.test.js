'use strict';

const { request } = require('../host/request');
const { eventually } = require('../host/eventually');
const { LUMA, openTestbed } = require('./support');

const testbed = openTestbed();
const { access } = testbed;

/** Longer than it takes from a callback to a run. */
const A_WHILE_MS = 2_000;
/** How long a slow gateway takes, and a limit far below that even on a busy machine. */
const SLOW_SECONDS = 15;
const BEFORE_SLOW_MS = 5_000;
const aWhile = () => new Promise((resolve) => setTimeout(resolve, A_WHILE_MS));

const trigger = (of, parameters = {}) => ({
	...testbed.luma('Trigger', of, parameters),
	type: `${LUMA}Trigger`,
	webhookId: crypto.randomUUID(),
});

/** Saves a workflow that consists of the trigger. */
async function save(of, parameters) {
	const node = trigger(of, parameters);
	const workflow = await testbed.n8n.createWorkflow({
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
/** Activates it and waits for the webhook, since n8n answers before it is registered. */
async function listen(of, parameters) {
	const saved = await save(of, parameters);
	await testbed.n8n.activate(saved.workflow);
	active.push(saved.workflow);
	await eventually(async () => (await post(saved.url, {})).status === 200, 'the webhook');
	return saved;
}
afterEach(async () => {
	for (const workflow of active.splice(0)) await testbed.n8n.deactivate(workflow);
});

async function post(url, body, headers = { 'content-type': 'application/json' }) {
	const startedAt = Date.now();
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const response = await request(url, { method: 'POST', headers, body: text });
	const answer = await response.text();
	return { status: response.status, answer, ms: Date.now() - startedAt };
}

/** Submits in another workflow, with a callback for the task. */
async function generate(of, callbackUrl, prompt = 'A tiger') {
	const run = await testbed.run([
		testbed.luma('Generate', of, { prompt, callback: 'url', callbackUrl }),
	]);
	return run.json('Generate')[0].taskId;
}

async function runsOf({ workflow }) {
	const filter = encodeURIComponent(JSON.stringify({ workflowId: workflow.id }));
	const { results } = await testbed.n8n.rest('GET', `/rest/executions?filter=${filter}`);
	const ended = results.filter(({ status }) => !['new', 'running'].includes(status));
	const runs = await Promise.all(ended.map(({ id }) => testbed.n8n.execution(id)));
	return runs.reverse().map((run) => Object.assign(testbed.read(run), { mode: run.mode }));
}

/** The items of all runs, in order, once there are this many runs. */
async function itemsOf(saved, count = 1, timeoutMs = undefined) {
	const isThere = async () => (await runsOf(saved)).length >= count;
	await eventually(isThere, `${count} runs`, timeoutMs);
	const runs = await runsOf(saved);
	expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 'success'));
	return runs.flatMap((run) => run.json('Trigger'));
}

describe('a callback to the production URL', () => {
	it('starts the workflow once the task is completed, with the task as it was fetched', async () => {
		const saved = await listen('cometApi');
		const taskId = await generate('cometApi', saved.url);
		const items = await itemsOf(saved);

		expect(items).toMatchObject([
			{ taskId, state: 'completed', videoUrl: expect.stringMatching(/^http/) },
		]);
		await aWhile();
		expect((await runsOf(saved)).map(({ mode }) => mode)).toEqual(['webhook']);
		expect(testbed.emulator.callbacks.map(({ status }) => status)).toEqual([200, 200]);
	});

	it('returns the fields that the user chose', async () => {
		const saved = await listen('rixApi', { output: 'selectedFields', fields: ['prompt'] });
		const taskId = await generate('rixApi', saved.url);

		expect(await itemsOf(saved)).toEqual([{ taskId, prompt: 'A tiger' }]);
	});

	it('starts it once for twenty at the same time, and all of them are answered', async () => {
		const saved = await listen('rixApi');
		const taskId = await generate('rixApi', 'http://127.0.0.1:9/nobody', 'A tiger [render: 0]');
		const body = { id: taskId, state: 'completed' };
		const answers = await Promise.all(Array.from({ length: 20 }, () => post(saved.url, body)));
		await itemsOf(saved);
		await aWhile();

		expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
		expect(await itemsOf(saved)).toMatchObject([{ taskId }]);
	});

	it('does not start it again for the same task after a deactivation', async () => {
		const saved = await listen('rixApi');
		const taskId = await generate('rixApi', saved.url);
		await itemsOf(saved);
		const { staticData } = await testbed.n8n.rest('GET', `/rest/workflows/${saved.workflow.id}`);
		await testbed.n8n.deactivate(saved.workflow);
		await testbed.n8n.activate(saved.workflow);
		await eventually(async () => (await post(saved.url, {})).status === 200, 'the webhook');
		await post(saved.url, { id: taskId, state: 'completed' });
		await aWhile();

		expect(await runsOf(saved)).toHaveLength(1);
		// Static data outlives n8n itself.
		expect(staticData['node:Trigger'].calledBack).toEqual([[taskId, 'completed']]);
	});

	it('is answered before the gateway answers, and starts the workflow afterwards', async () => {
		const saved = await listen('rixApi');
		const taskId = await generate('rixApi', 'http://127.0.0.1:9/nobody', 'A tiger [render: 0]');
		testbed.emulator.next({ delaySeconds: SLOW_SECONDS }, { method: 'GET' });
		const { status, ms } = await post(saved.url, { id: taskId, state: 'completed' });

		expect(status).toBe(200);
		expect(ms).toBeLessThan(BEFORE_SLOW_MS);
		expect(await runsOf(saved)).toEqual([]);
		expect(await itemsOf(saved)).toMatchObject([{ taskId }]);
	});

	it('starts nothing if it is forged or not a callback at all, but is answered', async () => {
		const saved = await listen('dreamMachine');
		const running = await generate('dreamMachine', 'http://127.0.0.1:9/nobody', 'A tiger [never]');
		const bodies = [
			{ id: running, state: 'completed', assets: { video: 'https://evil.example.com/v.mp4' } },
			{ id: crypto.randomUUID(), state: 'completed' },
			{ id: '../../credits', state: 'completed' },
			{ id: 'x'.repeat(100_000), state: 'completed' },
			{},
			[],
			[[[]]],
			{ data: 'x'.repeat(1_000_000) },
			{ id: { $ne: null }, state: ['completed'] },
		];
		const answers = [];
		for (const body of bodies) answers.push(await post(saved.url, body));
		const text = await post(saved.url, 'completed', { 'content-type': 'text/plain' });
		const broken = await post(saved.url, '{"id": ');
		const get = await request(saved.url);
		await aWhile();

		expect(answers.map(({ status, answer }) => [status, answer])).toEqual(
			bodies.map(() => [200, '{}']),
		);
		expect(Math.max(...[...answers, text].map(({ ms }) => ms))).toBeLessThan(BEFORE_SLOW_MS);
		expect(text.status).toBe(200);
		// n8n itself rejects these two.
		expect([broken.status, get.status]).toEqual([422, 404]);
		expect(await runsOf(saved)).toEqual([]);
		const paths = testbed.emulator.requestsTo('dreamMachine', 'GET').map(({ path }) => path);
		expect(paths.every((path) => /\/generations\/[\w-]{36}$/.test(path))).toBe(true);
	});
});

describe('a callback to the test URL', () => {
	it('passes its task to the run that waits in the editor, and stores nothing', async () => {
		const saved = await save('cometApi');
		const start = async () =>
			await testbed.n8n.rest('POST', `/rest/workflows/${saved.workflow.id}/run`, {
				workflowData: saved.workflow,
				triggerToStartFrom: { name: 'Trigger' },
			});
		expect(await start()).toEqual({ waitingForWebhook: true });
		const taskId = await generate('cometApi', saved.testUrl);

		expect(await itemsOf(saved)).toMatchObject([{ taskId, state: 'completed' }]);
		expect((await runsOf(saved))[0].mode).toBe('manual');
		const after = await post(saved.testUrl, { id: taskId, state: 'completed' });
		expect(after.status).toBe(404);

		await start();
		await post(saved.testUrl, { id: taskId, state: 'completed' });
		expect(await itemsOf(saved, 2)).toMatchObject([{ taskId }, { taskId }]);
		const { staticData } = await testbed.n8n.rest('GET', `/rest/workflows/${saved.workflow.id}`);
		expect(staticData?.['node:Trigger']?.calledBack).toBeUndefined();
	});
});

/** Submits a task without a callback. */
const submit = async (of, prompt) =>
	(await testbed.run([testbed.luma('Generate', of, { prompt })])).json('Generate')[0].taskId;

const byPolling = (parameters) => ({
	source: 'poll',
	pollTimes: { item: [{ mode: 'everyX', value: 1, unit: 'minutes' }] },
	...parameters,
});

async function click(of, parameters) {
	const saved = await save(of, byPolling(parameters));
	const id = await testbed.n8n.run(saved.workflow, { trigger: 'Trigger' });
	return testbed.read(await testbed.n8n.waitFor(id));
}

describe('polling, started in the editor', () => {
	it('returns the listed tasks that have ended', async () => {
		const done = await submit('rixApi', 'A tiger [render: 0]');
		const open = await submit('rixApi', 'A tiger [never]');
		const failed = await submit('rixApi', 'A tiger [render: 0] [fail: no luck]');
		const run = await click('rixApi', { taskIds: `${failed}, ${open}\n${done}` });

		expect(run.error).toBeUndefined();
		expect(run.json('Trigger')).toMatchObject([
			{ taskId: failed, state: 'failed' },
			{ taskId: done, state: 'completed' },
		]);
	});

	it('fails with advice if the gateway has no list', async () => {
		const run = await click('rixApi', { watch: 'recent' });

		expect(run.error.message).toBe('RixAPI has no list of recent tasks');
		expect(run.error.description).toContain('Dream Machine API');
	});
});

/** One poll per minute, and some time for it to run. */
const ROUND_MS = 75_000;

it('polling in production starts the workflow once for each change', async () => {
	const done = await submit('rixApi', 'done [render: 0]');
	// Not queued first, since it is a matter of chance whether a poll would see that state.
	const soon = await submit('rixApi', 'soon [render: 3600] [queue: 0]');
	const gone = 'never-there';
	const list = await save('rixApi', byPolling({ taskIds: [done, soon, gone].join() }));
	const changes = await save(
		'rixApi',
		byPolling({ taskIds: [done, soon].join(), events: ['changed'] }),
	);
	await submit('dreamMachine', 'old [render: 0]');
	const recent = await save('dreamMachine', byPolling({ watch: 'recent' }));
	for (const saved of [list, changes, recent]) {
		await testbed.n8n.activate(saved.workflow);
		active.push(saved.workflow);
	}
	expect(await itemsOf(list)).toMatchObject([{ taskId: done }]);
	// There is no webhook in this mode.
	expect((await request(list.url, { method: 'POST' })).status).toBe(404);
	const listReads = () => testbed.emulator.requestsTo('dreamMachine', 'GET', /generations$/).length;
	await eventually(() => listReads() > 0, 'the first poll');
	const fresh = await submit('dreamMachine', 'fresh [render: 0]');
	await itemsOf(changes, 1, ROUND_MS);
	testbed.emulator.finish(testbed.emulator.accepted('rixApi').find(({ id }) => id === soon));

	await itemsOf(recent, 1, ROUND_MS);
	await itemsOf(list, 2, ROUND_MS);
	await itemsOf(changes, 2, ROUND_MS);
	const taskReads = () => testbed.emulator.requestsTo('rixApi', 'GET', /never-there$/).length;
	const [listReadsBefore, before] = [listReads(), taskReads()];
	await eventually(
		() => listReads() > listReadsBefore && taskReads() > before,
		'one more poll',
		ROUND_MS,
	);
	await aWhile();

	const ids = async (saved) => (await itemsOf(saved)).map(({ taskId }) => taskId);
	expect(await ids(list)).toEqual([done, soon]);
	expect(await ids(changes)).toEqual([done, soon]);
	expect(await ids(recent)).toEqual([fresh]);
	// Finished tasks are not read again.
	const reads = testbed.emulator.requestsTo('rixApi').slice(-1);
	expect(reads.map(({ path }) => path)).toEqual([expect.stringMatching(/never-there$/)]);
}, 300_000);

/**
 * Why a workflow could not be activated. n8n reports a missing parameter at once; if the node refuses,
 * n8n reports it after trying for 15 seconds.
 */
async function whyNot({ workflow }) {
	try {
		await testbed.n8n.activate(workflow);
	} catch (error) {
		return error.message;
	}
	active.push(workflow);
	const path = `/rest/workflows/${workflow.id}/publication-status`;
	const refusal = async () =>
		(await testbed.n8n.rest('GET', path)).triggers.find(({ status }) => status === 'failed');
	return (await eventually(refusal, 'a refusal', 40_000)).errorMessage;
}

it('a workflow that would never start is not activated, and n8n says why', async () => {
	const cases = [
		['openAiHk', {}, /OpenAI-HK does not send callbacks.*'Polling'/],
		['lumaAgents', {}, /Luma Agents API does not send callbacks.*'Polling'/],
		['rixApi', byPolling({ watch: 'recent' }), /RixAPI has no list.*'List of Tasks'/],
		['cometApi', byPolling({ taskIds: '' }), /Task ?IDs/i],
		['cometApi', { events: [] }, /Events/i],
	];
	const reasons = await Promise.all(
		cases.map(async ([gateway, parameters]) => await whyNot(await save(gateway, parameters))),
	);
	expect(reasons).toEqual(cases.map(([, , message]) => expect.stringMatching(message)));
});
