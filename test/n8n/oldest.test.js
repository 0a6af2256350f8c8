'use strict';

/** What the oldest supported n8n does differently. Everything else is tested on the newest. */

const { inspectVideo } = require('../inspectMedia');
const { request } = require('../host/request');
const { eventually } = require('../host/eventually');
const { startModel } = require('../services/scriptedModel');
const { agentWith, fromAI } = require('./agentWorkflow');
const { KEY, LUMA, openTestbed } = require('./support');
const { testCredential } = require('./testCredential');
const { givePrompts } = require('../workflow');

const testbed = openTestbed();

const GATEWAY = 'cometApi';
const OFTEN = { options: { pollInterval: 1 } };
const completed = (taskId) => ({ taskId, state: 'completed', videoUrl: expect.any(String) });
const tasks = () => testbed.emulator.accepted();

it('Wait polls, because it cannot suspend, and says so in a hint', async () => {
	const run = await testbed.run([
		givePrompts('one', 'two'),
		testbed.generate(GATEWAY),
		testbed.wait(GATEWAY, { waitMode: 'suspend', ...OFTEN }),
	]);

	expect(run.status).toBe('success');
	expect(run.json('Wait')).toMatchObject(tasks().map(({ id }) => completed(id)));
	expect(run.hints('Wait')).toEqual([expect.stringContaining('n8n 2.41')]);
});

it('Wait for a callback polls as well, and a callback meanwhile changes nothing', async () => {
	const run = await testbed.run([
		givePrompts('one [render: 4]'),
		testbed.generate(GATEWAY, { callback: 'waitNode' }),
		testbed.wait(GATEWAY, { waitMode: 'callback', ...OFTEN }),
	]);

	expect(run.status).toBe('success');
	const [{ id }] = tasks();
	expect(run.json('Wait')).toMatchObject([completed(id)]);
	expect(run.hints('Wait')).toEqual([expect.stringContaining('n8n 2.41')]);
	await eventually(
		() => testbed.emulator.callbacks.some(({ taskId }) => taskId === id),
		'a callback',
	);
	for (const { status } of testbed.emulator.callbacks) {
		expect(status).toBeGreaterThanOrEqual(400);
	}
});

it('Download keeps the file in the execution itself', async () => {
	const run = await testbed.run([
		givePrompts('A tiger'),
		testbed.generate(GATEWAY),
		testbed.poll(GATEWAY),
		testbed.luma('Get', GATEWAY, { resource: 'task', operation: 'get' }),
		testbed.luma('Download', GATEWAY, { operation: 'download' }),
	]);

	expect(run.error).toBeUndefined();
	const [{ json, binary }] = run.items('Download');
	expect(json).toMatchObject(completed(tasks()[0].id));
	expect(binary.data).not.toHaveProperty('id');
	const film = Buffer.from(binary.data.data, 'base64');
	expect(inspectVideo(film)).toMatchObject({ playable: true });
});

it.each([
	['continueRegularOutput', 0],
	['continueErrorOutput', 1],
])('with On Error: %s a refused item keeps its fields', async (onError, output) => {
	const run = await testbed.run([
		givePrompts('one', 'two [refused]'),
		testbed.generate(GATEWAY, {}, { onError }),
	]);

	expect(run.status).toBe('success');
	const failed = run.json('Generate', output).filter((item) => 'error' in item);
	expect(failed).toMatchObject([
		{
			error: expect.stringContaining('content check'),
			code: 'moderation',
			retryable: false,
			taskId: null,
			httpStatus: expect.any(Number),
			gateway: GATEWAY,
		},
	]);
	expect(run.json('Generate')[0]).toMatchObject({ taskId: tasks()[0].id });
});

it('the test of a credential accepts a good key and rejects a bad one', async () => {
	expect(await testCredential(testbed, { gateway: GATEWAY, apiKey: KEY })).toMatchObject({
		status: 'OK',
	});
	const bad = await testCredential(testbed, { gateway: GATEWAY, apiKey: 'bad-key-0123456789' });
	expect(bad).toEqual({
		status: 'Error',
		message: expect.stringContaining('does not accept the API key'),
	});
});

describe('an agent', () => {
	let model;
	let openAiApi;
	beforeAll(async () => {
		model = await startModel();
		openAiApi = await testbed.n8n.storeCredential('openAiApi', 'Scripted model', {
			apiKey: 'sk-model-0123456789',
			url: model.url,
		});
	});
	afterAll(async () => await model.close());

	it('whose tool fails ends the workflow with the message', async () => {
		testbed.emulator.next({ refuseModerated: true });
		const tool = testbed.luma('Generate video', GATEWAY, {
			prompt: fromAI('prompt', 'What the video shows'),
		});
		const run = await testbed.run(
			agentWith({ typeVersion: 3, openAiApi, wish: 'A tiger in the snow' }, [tool]),
		);

		expect(run.status).toBe('error');
		expect(run.error.message).toContain('content check');
		expect(tasks()).toEqual([]);
	});
});

it("the gateway's callback starts a workflow through the trigger", async () => {
	const workflow = await testbed.n8n.createWorkflow({
		name: 'Trigger',
		nodes: [
			{
				...testbed.luma('Trigger', GATEWAY),
				type: `${LUMA}Trigger`,
				webhookId: crypto.randomUUID(),
				id: '1',
				typeVersion: 1,
				position: [0, 0],
			},
		],
		connections: {},
		settings: { executionOrder: 'v1' },
	});
	await testbed.n8n.activate(workflow);
	const callbackUrl = `${testbed.access.address}/webhook/${workflow.nodes[0].webhookId}/luma-ai`;
	const isThere = async () => (await request(callbackUrl, { method: 'POST' })).status === 200;
	await eventually(isThere, 'the address');
	await testbed.run([
		testbed.luma('Generate', GATEWAY, { prompt: 'A tiger', callback: 'url', callbackUrl }),
	]);
	const isDone = async () =>
		(await testbed.n8n.executions(workflow.id)).find(({ status }) => status === 'success');
	const { id } = await eventually(isDone, 'a run started by the callback');
	await testbed.n8n.deactivate(workflow);

	const run = testbed.read(await testbed.n8n.execution(id));
	expect(run.json('Trigger')).toMatchObject([completed(tasks()[0].id)]);
});
