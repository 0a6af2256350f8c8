'use strict';

const { GATEWAYS, openTestbed } = require('./support');
const { chain, give, givePrompts, linkTo } = require('../workflow');

const testbed = openTestbed();

const FIELDS = ['error', 'code', 'retryable', 'taskId', 'httpStatus', 'gateway'];
const ERROR_OUTPUTS = [
	['continueRegularOutput', 0],
	['continueErrorOutput', 1],
];

const FAILED_TASK = { resource: 'task', operation: 'wait', options: { pollInterval: 1 } };

describe.each(ERROR_OUTPUTS)('with On Error: %s', (onError, output) => {
	it.each(GATEWAYS)(
		'an item that %s refuses tells what happened, and the others go on',
		async (of) => {
			const run = await testbed.run([
				givePrompts('one', 'two [refused]', 'three'),
				testbed.generate(of, {}, { onError }),
			]);

			expect(run.status).toBe('success');
			const failed = run.json('Generate', output).filter((item) => 'error' in item);
			expect(failed).toHaveLength(1);
			expect(failed[0]).toMatchObject({
				error: expect.any(String),
				code: 'moderation',
				retryable: false,
				taskId: null,
				httpStatus: expect.any(Number),
				gateway: of,
			});
			// n8n adds the input of the item at its error output.
			const input = output === 1 ? ['prompt'] : [];
			expect(Object.keys(failed[0]).sort()).toEqual([...FIELDS, ...input].sort());
			const done = run.json('Generate').filter(({ taskId }) => taskId);
			expect(done.map(({ taskId }) => taskId)).toEqual(
				testbed.emulator.accepted(of).map(({ id }) => id),
			);
			expect(done).toHaveLength(2);
		},
	);

	it('the item of a failed task names the task', async () => {
		const run = await testbed.run([
			givePrompts('fine', 'broken [fail: the lens broke]'),
			testbed.generate('rixApi'),
			testbed.luma('Wait', 'rixApi', FAILED_TASK, { onError }),
		]);

		expect(run.status).toBe('success');
		const [failed] = run.json('Wait', output).filter((item) => 'error' in item);
		expect(failed).toMatchObject({
			error: expect.stringContaining('the lens broke'),
			code: 'taskFailed',
			taskId: run.json('Generate')[1].taskId,
			gateway: 'rixApi',
		});
		expect(run.json('Wait')[0]).toMatchObject({ state: 'completed' });
	});

	it.each([
		['a bad key', 'bad-key-0123456789', 'auth', 401],
		['a key without credit', 'noquota-key-0123456789', 'quota', 403],
	])('%s is told by its code', async (_, apiKey, code, httpStatus) => {
		const stored = await testbed.store('cometApi', apiKey);
		const run = await testbed.run([givePrompts('one'), testbed.generate(stored, {}, { onError })]);

		expect(run.status).toBe('success');
		expect(run.json('Generate', output)).toMatchObject([
			{ code, httpStatus, taskId: null, gateway: 'cometApi' },
		]);
	});

	it('an address where nothing answers, and a task that nobody knows, too', async () => {
		const nowhere = await testbed.store('cometApi', 'sk-good-0123456789', 'http://127.0.0.1:9');
		const get = { resource: 'task', operation: 'get' };
		const [offline, unknown] = await Promise.all([
			testbed.run([
				give([{ taskId: 'some-task' }]),
				testbed.luma('Get', nowhere, get, { onError }),
			]),
			testbed.run([
				give([{ taskId: 'some-task' }]),
				testbed.luma('Get', 'lumaAgents', get, { onError }),
			]),
		]);

		expect(offline.json('Get', output)).toMatchObject([
			{ code: 'network', taskId: 'some-task', httpStatus: null },
		]);
		expect(unknown.json('Get', output)).toMatchObject([
			{ code: 'taskNotFound', taskId: 'some-task', httpStatus: 404 },
		]);
	});

	it('the next node can branch on the code', async () => {
		const next = { name: 'Next', type: 'n8n-nodes-base.noOp' };
		const workflow = chain(
			givePrompts('one', 'two [refused]'),
			testbed.generate('cometApi', {}, { onError }),
		);
		workflow.nodes.push({
			...next,
			id: 'next',
			typeVersion: 1,
			position: [600, 0],
			parameters: {},
		});
		const outputs = [[], []];
		outputs[output] = [linkTo('Next')];
		workflow.connections.Generate = { main: outputs };
		const run = await testbed.run(workflow);

		expect(
			run
				.json('Next')
				.map(({ code }) => code)
				.filter(Boolean),
		).toEqual(['moderation']);
	});
});

it('without it, the first failure stops the node, in words for the user', async () => {
	const run = await testbed.run([
		givePrompts('one', 'two [refused]', 'three'),
		testbed.generate('cometApi'),
	]);

	expect(run.status).toBe('error');
	const [{ id }] = testbed.emulator.accepted();
	expect(run.error).toMatchObject({
		message: expect.stringContaining('content check'),
		// The first one is paid: its task must not be lost.
		description: expect.stringContaining(id),
	});
	expect(testbed.emulator.requestsTo('cometApi', 'POST')).toHaveLength(2);
});

it('a node without a credential says so', async () => {
	const { credentials, ...without } = testbed.generate('cometApi');
	const run = await testbed.run([givePrompts('one'), without]);

	expect(run.status).toBe('error');
	expect(run.error.message).toMatch(/credentials/i);
	expect(testbed.emulator.requests).toEqual([]);
});
