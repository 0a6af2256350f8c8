'use strict';

/** How n8n handles a failed item. The engine and fault suites cover the failures themselves. */

const { openTestbed } = require('./support');
const { chain, givePrompts, linkTo } = require('../workflow');

const testbed = openTestbed();

const FIELDS = ['error', 'code', 'retryable', 'taskId', 'httpStatus', 'gateway'];

it.each([
	['continueRegularOutput', 0],
	['continueErrorOutput', 1],
])(
	'with On Error: %s a refused item reaches the next node with its fields',
	async (onError, output) => {
		const workflow = chain(
			givePrompts('one', 'two [refused]', 'three'),
			testbed.generate('cometApi', {}, { onError }),
		);
		workflow.nodes.push({
			name: 'Next',
			type: 'n8n-nodes-base.noOp',
			id: 'next',
			typeVersion: 1,
			position: [600, 0],
			parameters: {},
		});
		const outputs = [[], []];
		outputs[output] = [linkTo('Next')];
		workflow.connections.Generate = { main: outputs };
		const run = await testbed.run(workflow);

		expect(run.status).toBe('success');
		const failed = run.json('Next').filter((item) => 'error' in item);
		expect(failed).toMatchObject([
			{
				error: expect.any(String),
				code: 'moderation',
				retryable: false,
				taskId: null,
				httpStatus: expect.any(Number),
				gateway: 'cometApi',
			},
		]);
		// At the error output, n8n adds the input of the item.
		const input = output === 1 ? ['prompt'] : [];
		expect(Object.keys(failed[0]).sort()).toEqual([...FIELDS, ...input].sort());
		const done = run.json('Generate').filter(({ taskId }) => taskId);
		expect(done.map(({ taskId }) => taskId)).toEqual(
			testbed.emulator.accepted().map(({ id }) => id),
		);
		expect(done).toHaveLength(2);
	},
);

it('without On Error the first failure stops the node, and n8n shows the message and advice', async () => {
	const run = await testbed.run([
		givePrompts('one', 'two [refused]', 'three'),
		testbed.generate('cometApi'),
	]);

	expect(run.status).toBe('error');
	const [{ id }] = testbed.emulator.accepted();
	expect(run.error).toMatchObject({
		message: expect.stringContaining('content check'),
		// The first item is paid for, so its task must not be lost.
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
