'use strict';

const { eventually } = require('../host/eventually');
const { isN8n1 } = require('./support');
const { give, linkTo, chain } = require('../workflow');
const { openScenarios } = require('./together');

/** Longer than the first look takes, shorter than a round. */
const SOON = '[render: 20]';
const NEVER = '[never]';
const BROKEN = `${SOON} [fail: the lens broke]`;

const goesOn = { settings: { onError: 'continueRegularOutput' } };
const completed = (taskId) => ({ taskId, state: 'completed', videoUrl: expect.any(String) });

if (isN8n1) {
	describe('a wait on an n8n that cannot take it up again', () => {
		const { scenario } = openScenarios();

		scenario(
			'is done in process, and says so',
			({ usual }) => usual(['a', 'b']),
			(run, { arrived, taskIds }) => {
				expect(run.status).toBe('success');
				expect(arrived).toMatchObject(taskIds.map(completed));
				expect(run.hints('Wait')).toEqual([expect.stringContaining('n8n 2.41')]);
			},
		);
	});
} else {
	describe('a suspended wait', () => {
		const { testbed, scenario } = openScenarios();

		scenario(
			'gives each item its task, in order, once all are done',
			({ usual }) => usual([`a ${SOON}`, 'b [render: 30]', `c ${SOON}`]),
			async (run, world) => {
				expect(run.status).toBe('success');
				expect(world.arrived).toMatchObject(
					world.tasks.map(({ id, prompt }) => ({ ...completed(id), prompt })),
				);
				expect(run.data.resultData.runData.After).toHaveLength(1);
				// Twice: at once, and a minute later.
				expect(world.reads).toHaveLength(6);
				expect(run.hints('Wait')).toEqual([]);
				// The inner execution leaves nothing behind.
				expect(await world.left()).toMatchObject([{ id: world.id, status: 'success' }]);
			},
			{
				async meanwhile(world) {
					const held = (await world.executions()).map(({ mode, status }) => [mode, status]);
					expect(held).toEqual([
						['integrated', 'waiting'],
						['manual', 'waiting'],
					]);
				},
			},
		);

		scenario(
			'asks for all tasks together where the gateway can',
			({ usual }) => usual([`a ${SOON}`, `b ${SOON}`], {}, { gateway: 'rixApi' }),
			(run, { arrived, taskIds, reads }) => {
				expect(arrived).toMatchObject(taskIds.map(completed));
				expect(reads.filter(({ method }) => method === 'POST')).toHaveLength(2);
			},
		);

		scenario(
			'left alone, looks again soon',
			({ usual }) => usual([`a ${SOON}`], { options: {} }),
			(run, { arrived, taskIds, reads }) => {
				expect(arrived).toMatchObject(taskIds.map(completed));
				expect(reads).toHaveLength(2);
			},
		);

		scenario(
			'does not suspend for what is done already',
			({ usual }) => usual(['a [render: 0]']),
			(run, { arrived, taskIds, reads }) => {
				expect(arrived).toMatchObject(taskIds.map(completed));
				expect(reads).toHaveLength(1);
			},
		);

		scenario(
			'is not needed for a video that is done while it polls first',
			({ usual }) => usual(['a [render: 12]'], { options: { pollFirst: 20, pollInterval: 1 } }),
			(run, { arrived, taskIds, reads }) => {
				expect(arrived).toMatchObject(taskIds.map(completed));
				expect(reads.length).toBeGreaterThan(3);
			},
		);

		scenario(
			'gives failures their places under Continue On Fail',
			({ usual }) =>
				usual(
					[`a ${SOON}`, `b ${BROKEN}`, `c ${SOON}`, `d ${SOON}`],
					{ taskId: '={{ $itemIndex === 2 ? "" : $json.taskId }}' },
					goesOn,
				),
			(run, { arrived, taskIds: [a, b, , d] }) => {
				expect(run.status).toBe('success');
				expect(arrived).toMatchObject([
					completed(a),
					{ code: 'taskFailed', taskId: b, gateway: 'cometApi', retryable: false },
					{ code: 'invalidInput', taskId: null },
					completed(d),
				]);
				expect(arrived[1].error).toContain('the lens broke');
			},
		);

		scenario(
			'ends with the reason of a failed task, and names all tasks',
			({ usual }) => usual([`a ${BROKEN}`, `b ${NEVER}`]),
			async (run, world) => {
				const [a, b] = world.taskIds;
				expect(run.status).toBe('error');
				expect(run.error.message).toContain('the lens broke');
				expect(run.error.message).toContain(a);
				expect(run.error.description).toContain(b);
				expect(run.data.resultData.lastNodeExecuted).toBe('Wait');
				await world.left();
				expect(world.arrived).toEqual([]);
			},
		);

		scenario(
			'passes a failed task on where the user wants that',
			({ usual }) => usual([`a ${BROKEN}`], { onFailedTask: 'continue' }),
			(run, { arrived, taskIds }) => {
				expect(arrived).toMatchObject([
					{ taskId: taskIds[0], state: 'failed', failureReason: 'the lens broke' },
				]);
			},
		);

		scenario(
			'ends at its limit, and names the task',
			({ usual }) => usual([`a ${SOON}`, `b ${NEVER}`], { timeout: 70 }),
			(run, { arrived, taskIds }) => {
				expect(run.status).toBe('error');
				expect(run.error.message).toBe(`Task ${taskIds[1]} was not done after 70 seconds`);
				expect(arrived).toEqual([]);
			},
		);

		scenario(
			'passes on at its limit what is not done, where the user wants that',
			({ usual }) => usual([`a ${SOON}`, `b ${NEVER}`], { timeout: 70, onTimeout: 'continue' }),
			(run, { arrived, taskIds: [a, b] }) => {
				expect(run.status).toBe('success');
				expect(arrived).toMatchObject([
					completed(a),
					{ taskId: b, state: 'processing', timedOut: true },
				]);
			},
		);

		scenario(
			'with a limit below a minute is done in process, and in time',
			({ usual }) => usual([`a ${NEVER}`], { timeout: 5 }),
			(run, { taskIds }) => {
				expect(run.error.message).toBe(`Task ${taskIds[0]} was not done after 5 seconds`);
			},
		);

		scenario(
			'gives the raw answer',
			({ usual }) => usual([`a ${SOON}`], { output: 'raw' }),
			(run, { arrived, taskIds }) =>
				expect(arrived).toMatchObject([{ id: taskIds[0], video: { url: expect.any(String) } }]),
		);

		scenario(
			'gives the fields that were chosen',
			({ usual }) =>
				usual([`a ${SOON}`], { output: 'selectedFields', fields: ['gateway', 'gatewayState'] }),
			(run, { arrived, tasks: [{ id, prompt }] }) =>
				expect(arrived).toEqual([
					{ taskId: id, gateway: 'cometApi', gatewayState: 'completed', prompt },
				]),
		);

		scenario(
			'for items with an error output is done in process: n8n would strip them',
			({ usual, sink }) => {
				const workflow = chain(
					...usual(
						[`a ${SOON}`, `b ${BROKEN}`],
						{},
						{ settings: { onError: 'continueErrorOutput' } },
					),
				);
				const failed = { ...sink(), id: 'failed', name: 'Failed', position: [800, 300] };
				workflow.nodes.push(failed);
				workflow.connections.Wait.main.push([linkTo('Failed')]);
				return workflow;
			},
			(run, { arrived, taskIds: [a, b] }) => {
				expect(arrived).toMatchObject([completed(a), { code: 'taskFailed', taskId: b }]);
				expect(run.hints('Wait')).toEqual([expect.stringContaining('error output')]);
			},
		);

		scenario(
			'ends with Stop at once, for good, and with its inner part',
			({ usual }) => usual([`a ${NEVER}`, `b ${NEVER}`]),
			async (run, world) => {
				expect(run.status).toBe('canceled');
				expect(await world.left()).toMatchObject([{ id: world.id, status: 'canceled' }]);
				expect(world.reads).toHaveLength(2);
				expect(world.arrived).toEqual([]);
			},
			{ meanwhile: async ({ id }) => await testbed.n8n.stop(id) },
		);

		scenario(
			'that is deleted from the list ends for good',
			({ usual }) => usual([`a ${NEVER}`]),
			async (run, world) => {
				expect(run.status).toBe('gone');
				expect(await world.left()).toEqual([]);
				expect(world.reads).toHaveLength(1);
				expect(world.arrived).toEqual([]);
			},
			{
				meanwhile: async ({ id }) =>
					await testbed.n8n.rest('POST', '/rest/executions/delete', { ids: [id] }),
			},
		);

		scenario(
			'ends when its inner part is stopped',
			({ usual }) => usual([`a ${NEVER}`]),
			async (run, world) => {
				expect(run.status).not.toBe('success');
				await world.left();
				expect(world.arrived).toEqual([]);
			},
			{
				async meanwhile({ executions }) {
					const inner = (await executions()).find(({ mode }) => mode === 'integrated');
					await testbed.n8n.stop(inner.id);
				},
			},
		);

		scenario(
			'that failed says so again when the user retries, and submits nothing',
			({ usual }) => usual([`a ${BROKEN}`]),
			async (run, world) => {
				const id = await testbed.n8n.retry(run.id);
				const again = testbed.read(await testbed.n8n.waitFor(id));
				expect(again.error.message).toBe(run.error.message);
				expect(again.error.description).toContain("'Retry'");
				expect(world.tasks).toHaveLength(1);
			},
		);

		scenario(
			'in two branches waits in one after the other',
			({ usual, sink }) => {
				const workflow = chain(...usual([`a ${SOON}`]).filter(({ name }) => name !== 'After'));
				const wait = workflow.nodes.find(({ name }) => name === 'Wait');
				workflow.nodes.push(
					{ ...wait, id: 'other', name: 'Other Wait', position: [600, 300] },
					{ ...sink(), id: 'otherSink', name: 'Other Sink', position: [900, 300] },
				);
				workflow.connections.Generate.main[0].push(linkTo('Other Wait'));
				workflow.connections['Other Wait'] = { main: [[linkTo('Other Sink')]] };
				return workflow;
			},
			(run, { arrived, taskIds: [a] }) => {
				expect(run.status).toBe('success');
				expect(arrived).toMatchObject([completed(a), completed(a)]);
			},
		);

		scenario(
			'in a loop waits in each round',
			({ usual }) => {
				const [items, generate, wait, , end] = usual([`a ${SOON}`, `b ${SOON}`]);
				const loop = { name: 'Loop', type: 'n8n-nodes-base.splitInBatches', typeVersion: 3 };
				const workflow = chain(items, loop, generate, wait, end);
				workflow.connections.Loop = { main: [[linkTo('Sink')], [linkTo('Generate')]] };
				workflow.connections.Wait = { main: [[linkTo('Loop')]] };
				return workflow;
			},
			(run, { arrived, taskIds }) => {
				expect(taskIds).toHaveLength(2);
				expect(arrived).toMatchObject(taskIds.map(completed));
			},
		);

		scenario(
			'in a sub-workflow keeps the caller waiting',
			async (world) => {
				const [, generate, wait] = world.usual([]);
				const start = {
					name: 'Called',
					type: 'n8n-nodes-base.executeWorkflowTrigger',
					typeVersion: 1.1,
					parameters: { inputSource: 'passthrough' },
				};
				const inner = chain(generate, wait);
				inner.nodes[0] = { ...inner.nodes[0], ...start };
				inner.connections.Called = inner.connections.Start;
				delete inner.connections.Start;
				const called = await testbed.n8n.createWorkflow(inner);
				return [
					give([{ prompt: `${world.name} / a ${SOON}` }]),
					{
						name: 'Call',
						type: 'n8n-nodes-base.executeWorkflow',
						typeVersion: 1.2,
						parameters: {
							workflowId: { __rl: true, mode: 'id', value: called.id },
							options: { waitForSubWorkflow: true },
						},
					},
					world.sink(),
				];
			},
			(run, { arrived, taskIds }) => {
				expect(run.status).toBe('success');
				expect(arrived).toMatchObject(taskIds.map(completed));
			},
		);

		scenario(
			'of one step shows what it gave, and runs nothing after it',
			({ usual }) => usual([`a ${SOON}`]),
			(run, { arrived, taskIds }) => {
				expect(run.status).toBe('success');
				expect(run.json('Wait')).toMatchObject(taskIds.map(completed));
				expect(arrived).toEqual([]);
			},
			{ run: { destination: 'Wait' } },
		);

		scenario(
			'that lost its credential meanwhile ends with the task IDs',
			async (world) => {
				world.credential = await testbed.store('cometApi', 'sk-short-lived-0123456789');
				return world
					.usual([`a ${SOON}`], {}, { gateway: 'cometApi' })
					.map((node) =>
						node.name === 'Wait' ? { ...node, credentials: { lumaApi: world.credential } } : node,
					);
			},
			(run, { arrived, taskIds }) => {
				expect(run.status).toBe('error');
				expect(run.error.message).toContain(taskIds[0]);
				expect(arrived).toEqual([]);
			},
			{
				meanwhile: async ({ credential }) =>
					await testbed.n8n.rest('DELETE', `/rest/credentials/${credential.id}`),
			},
		);

		scenario(
			"outlasts n8n's own time limit no longer than n8n lets it",
			({ usual }) => {
				const workflow = chain(...usual([`a ${SOON}`]));
				workflow.settings.executionTimeout = 20;
				return workflow;
			},
			async (run, world) => {
				expect(run.status).not.toBe('waiting');
				await world.left();
				expect(world.arrived.length).toBeLessThanOrEqual(1);
			},
		);

		scenario(
			'in production leaves no trace where the user wants none',
			async (world) => {
				const workflow = chain(...world.usual([`a ${SOON}`]));
				workflow.nodes[0] = {
					...workflow.nodes[0],
					type: 'n8n-nodes-base.scheduleTrigger',
					typeVersion: 1.2,
					parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: 3 }] } },
				};
				Object.assign(workflow.settings, {
					saveDataSuccessExecution: 'none',
					saveDataErrorExecution: 'none',
				});
				world.launch = async ({ saved }) => {
					await testbed.n8n.activate(saved);
					const [{ id }] = await eventually(async () => {
						const found = await world.executions();
						return found.some(({ status }) => status === 'waiting') && found.reverse();
					}, 'an execution that waits');
					await testbed.n8n.deactivate(saved);
					return id;
				};
				return workflow;
			},
			async (run, world) => {
				expect(run.status).toBe('gone');
				expect(await world.left()).toEqual([]);
				expect(world.arrived).toMatchObject(world.taskIds.map(completed));
			},
		);
	});
}
