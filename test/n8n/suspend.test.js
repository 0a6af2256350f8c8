'use strict';

const { eventually } = require('../host/eventually');
const { give, linkTo, chain } = require('../workflow');
const { openScenarios } = require('./together');

/** Not finished at the first check, but at the second. */
const SOON = '[render: 20]';
const NEVER = '[never]';
const BROKEN = `${SOON} [fail: the lens broke]`;

const completed = (taskId) => ({ taskId, state: 'completed', videoUrl: expect.any(String) });

describe('a suspended wait', () => {
	const { testbed, scenario } = openScenarios();

	scenario(
		'returns the task of each item, in order, once all are finished',
		({ usual }) => usual([`a ${SOON}`, 'b [render: 30]', `c ${SOON}`]),
		async (run, world) => {
			expect(run.status).toBe('success');
			expect(world.arrived).toMatchObject(
				world.tasks.map(({ id, prompt }) => ({ ...completed(id), prompt })),
			);
			expect(run.data.resultData.runData.After).toHaveLength(1);
			// Each task is read at once and a minute later.
			expect(world.reads).toHaveLength(6);
			expect(run.hints('Wait')).toEqual([]);
			// The inner execution deletes itself.
			expect(await world.remaining()).toMatchObject([{ id: world.id, status: 'success' }]);
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
		'polls if the node has an error output, because n8n would strip the items',
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
		'ends at once on Stop, and so does its inner execution',
		({ usual }) => usual([`a ${NEVER}`, `b ${NEVER}`]),
		async (run, world) => {
			expect(run.status).toBe('canceled');
			expect(await world.remaining()).toMatchObject([{ id: world.id, status: 'canceled' }]);
			expect(world.reads).toHaveLength(2);
			expect(world.arrived).toEqual([]);
		},
		{ meanwhile: async ({ id }) => await testbed.n8n.stop(id) },
	);

	scenario(
		'ends for good when its execution is deleted',
		({ usual }) => usual([`a ${NEVER}`]),
		async (run, world) => {
			expect(run.status).toBe('gone');
			expect(await world.remaining()).toEqual([]);
			expect(world.reads).toHaveLength(1);
			expect(world.arrived).toEqual([]);
		},
		{
			meanwhile: async ({ id }) =>
				await testbed.n8n.rest('POST', '/rest/executions/delete', { ids: [id] }),
		},
	);

	scenario(
		'ends when its inner execution is stopped',
		({ usual }) => usual([`a ${NEVER}`]),
		async (run, world) => {
			expect(run.status).not.toBe('success');
			await world.remaining();
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
		'fails with the reason of a failed task, and again on Retry, without another submit',
		({ usual }) => usual([`a ${BROKEN}`, `b ${NEVER}`]),
		async (run, world) => {
			const [a, b] = world.taskIds;
			expect(run.status).toBe('error');
			expect(run.error.message).toContain('the lens broke');
			expect(run.error.message).toContain(a);
			expect(run.error.description).toContain(b);
			expect(run.data.resultData.lastNodeExecuted).toBe('Wait');
			await world.remaining();
			expect(world.arrived).toEqual([]);

			const id = await testbed.n8n.retry(run.id);
			const again = testbed.read(await testbed.n8n.waitFor(id));
			expect(again.error.message).toBe(run.error.message);
			expect(again.error.description).toContain("'Retry'");
			expect(world.tasks).toHaveLength(2);
		},
	);

	scenario(
		'works in two branches, one after the other',
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
		'works in each round of a loop',
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
		'shows its result when executed as a single step, and runs nothing after it',
		({ usual }) => usual([`a ${SOON}`]),
		(run, { arrived, taskIds }) => {
			expect(run.status).toBe('success');
			expect(run.json('Wait')).toMatchObject(taskIds.map(completed));
			expect(arrived).toEqual([]);
		},
		{ run: { destination: 'Wait' } },
	);

	scenario(
		'fails with the task IDs if its credential is deleted meanwhile',
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
		"is ended by n8n's own time limit for executions",
		({ usual }) => {
			const workflow = chain(...usual([`a ${SOON}`]));
			workflow.settings.executionTimeout = 20;
			return workflow;
		},
		async (run, world) => {
			expect(run.status).not.toBe('waiting');
			await world.remaining();
			expect(world.arrived.length).toBeLessThanOrEqual(1);
		},
	);

	scenario(
		'leaves no trace in production if the user wants none',
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
				}, 'a waiting execution');
				await testbed.n8n.deactivate(saved);
				return id;
			};
			return workflow;
		},
		async (run, world) => {
			expect(run.status).toBe('gone');
			expect(await world.remaining()).toEqual([]);
			expect(world.arrived).toMatchObject(world.taskIds.map(completed));
		},
	);
});
