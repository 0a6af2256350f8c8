'use strict';

const { GATEWAYS, openBench } = require('./support');
const { chain, give, givePrompts, linkTo } = require('../workflow');

const bench = openBench();

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
			const run = await bench.run([
				givePrompts('one', 'two [refused]', 'three'),
				bench.generate(of, {}, { onError }),
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
				bench.emulator.accepted(of).map(({ id }) => id),
			);
			expect(done).toHaveLength(2);
		},
	);

	it('the item of a failed task names the task', async () => {
		const run = await bench.run([
			givePrompts('fine', 'broken [fail: the lens broke]'),
			bench.generate('rixApi'),
			bench.luma('Wait', 'rixApi', FAILED_TASK, { onError }),
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
		const stored = await bench.store('cometApi', apiKey);
		const run = await bench.run([givePrompts('one'), bench.generate(stored, {}, { onError })]);

		expect(run.status).toBe('success');
		expect(run.json('Generate', output)).toMatchObject([
			{ code, httpStatus, taskId: null, gateway: 'cometApi' },
		]);
	});

	it('an address where nothing answers, and a task that nobody knows, too', async () => {
		const nowhere = await bench.store('cometApi', 'sk-good-0123456789', 'http://127.0.0.1:9');
		const get = { resource: 'task', operation: 'get' };
		const [offline, unknown] = await Promise.all([
			bench.run([give([{ taskId: 'some-task' }]), bench.luma('Get', nowhere, get, { onError })]),
			bench.run([
				give([{ taskId: 'some-task' }]),
				bench.luma('Get', 'lumaAgents', get, { onError }),
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
			bench.generate('cometApi', {}, { onError }),
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
		const run = await bench.run(workflow);

		expect(
			run
				.json('Next')
				.map(({ code }) => code)
				.filter(Boolean),
		).toEqual(['moderation']);
	});
});

it('without it, the first failure stops the node, in words for the user', async () => {
	const run = await bench.run([
		givePrompts('one', 'two [refused]', 'three'),
		bench.generate('cometApi'),
	]);

	expect(run.status).toBe('error');
	const [{ id }] = bench.emulator.accepted();
	expect(run.error).toMatchObject({
		message: expect.stringContaining('content check'),
		// The first one is paid: its task must not be lost.
		description: expect.stringContaining(id),
	});
	expect(bench.emulator.requestsTo('cometApi', 'POST')).toHaveLength(2);
});

it('a node without a credential says so', async () => {
	const { credentials, ...without } = bench.generate('cometApi');
	const run = await bench.run([givePrompts('one'), without]);

	expect(run.status).toBe('error');
	expect(run.error.message).toMatch(/credentials/i);
	expect(bench.emulator.requests).toEqual([]);
});
