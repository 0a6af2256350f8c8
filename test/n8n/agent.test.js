'use strict';

const { agentWith, fromAI } = require('./agentWorkflow');
const { openTestbed } = require('./support');
const { startModel } = require('../services/scriptedModel');

const testbed = openTestbed();

let model;
let openAiApi;
beforeAll(async () => {
	model = await startModel();
	openAiApi = await testbed.n8n.storeCredential('openAiApi', 'Scripted model', {
		apiKey: 'sk-model-0123456789',
		url: model.url,
	});
});
afterEach(() => model.requests.splice(0));
afterAll(async () => await model.close());

/** An agent of this version with two tools: one generates, one waits. */
const agentWorkflow = (typeVersion, { wait = {}, settings = {} } = {}) =>
	agentWith({ typeVersion, openAiApi, wish: 'A tiger in the snow' }, [
		testbed.luma(
			'Generate video',
			'cometApi',
			{ prompt: fromAI('prompt', 'What the video shows') },
			settings,
		),
		testbed.luma('Wait for task', 'cometApi', {
			resource: 'task',
			operation: 'wait',
			taskId: fromAI('taskId', 'The task ID that Generate video returned'),
			waitMode: 'poll',
			options: { pollInterval: 1 },
			...wait,
		}),
	]);

/** Version 3 runs its tools as nodes of the workflow, 2.2 runs them itself. */
describe.each([3, 2.2])('an agent of version %s', (version) => {
	it('makes the video once, waits for it and answers with its URL', async () => {
		const run = await testbed.run(agentWorkflow(version));

		expect(run.error).toBeUndefined();
		const accepted = testbed.emulator.accepted();
		expect(accepted).toMatchObject([{ prompt: 'A tiger in the snow' }]);
		const [{ output }] = run.json('Agent');
		const [, videoUrl] = /^Your video: (http\S+)$/.exec(output);
		expect((await fetch(videoUrl)).headers.get('content-type')).toBe('video/mp4');
		// Each tool call and the final answer need one request.
		expect(model.requests).toHaveLength(3);
	});

	it('gets the task ID from a wait that timed out', async () => {
		testbed.emulator.always({ neverCompletes: true });
		const run = await testbed.run(
			agentWorkflow(version, { wait: { timeout: 2, onTimeout: 'continue' } }),
		);

		expect(run.error).toBeUndefined();
		const [{ output }] = run.json('Agent');
		expect(output).toContain(testbed.emulator.accepted()[0].id);
		expect(output).toMatch(/queued|processing/);
	});

	it('describes each tool to the model', async () => {
		await testbed.run(agentWorkflow(version));

		const [{ tools }] = model.requests;
		const described = tools.map(({ function: { name, description, parameters } }) => ({
			name,
			description,
			properties: Object.keys(parameters.properties),
		}));
		expect(described.sort((a, b) => a.name.localeCompare(b.name))).toEqual([
			{
				name: 'Generate_video',
				description: expect.stringMatching(/video/i),
				properties: ['prompt'],
			},
			{
				name: 'Wait_for_task',
				description: expect.stringMatching(/task/i),
				properties: ['taskId'],
			},
		]);
	});
});

/**
 * Without On Error: Continue, an agent of version 2 gives its model an empty text for any failed tool,
 * whichever node it is.
 */
it.each([
	[3, {}],
	[3, { onError: 'continueRegularOutput' }],
	[2.2, { onError: 'continueRegularOutput' }],
])('an agent of version %s with %j learns why a tool failed', async (version, settings) => {
	testbed.emulator.next({ refuseModerated: true });
	const run = await testbed.run(agentWorkflow(version, { settings }));

	expect(run.status).toBe('success');
	expect(run.json('Agent')[0].output).toContain('content check');
	expect(testbed.emulator.accepted()).toEqual([]);
});

/** Version 3 can suspend its tools; in version 2.2 the node polls. */
it.each([3, 2.2])(
	'an agent of version %s gets the video of a suspended wait',
	async (version) => {
		testbed.emulator.always({ renderSeconds: 6 });
		const run = await testbed.run(agentWorkflow(version, { wait: { waitMode: 'suspend' } }));

		expect(run.error).toBeUndefined();
		expect(run.json('Agent')[0].output).toMatch(/^Your video: http/);
		expect(testbed.emulator.accepted()).toHaveLength(1);
		expect(model.requests).toHaveLength(3);
	},
	200_000,
);
