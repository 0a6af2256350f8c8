'use strict';

/** What test/n8n/suspend.test.js shows of one process, for a main process and a worker. */

const { openScenarios } = require('../n8n/together');

const { testbed, scenario } = openScenarios();

/** Longer than all first looks take, one after the other on the only slot of the worker. */
const SOON = '[render: 25]';
const NEVER = '[never]';

const completed = (taskId) => ({ taskId, state: 'completed', videoUrl: expect.any(String) });

scenario(
	'gives each item its task or its failure, in order, under Continue On Fail',
	({ usual }) =>
		usual(
			[`a ${SOON}`, `b ${SOON} [fail: the lens broke]`, `c ${SOON}`],
			{},
			{
				settings: { onError: 'continueRegularOutput' },
			},
		),
	async (run, world) => {
		const [a, b, c] = world.taskIds;
		expect(run.status).toBe('success');
		expect(world.arrived).toMatchObject([
			completed(a),
			{ code: 'taskFailed', taskId: b },
			completed(c),
		]);
		expect(world.reads).toHaveLength(6);
		expect(await world.left()).toMatchObject([{ id: world.id, status: 'success' }]);
	},
);

scenario(
	'ends with the reason of a failed task',
	({ usual }) => usual([`a ${SOON} [fail: the lens broke]`]),
	(run, { arrived, taskIds: [a] }) => {
		expect(run.status).toBe('error');
		expect(run.error.message).toContain('the lens broke');
		expect(run.error.message).toContain(a);
		expect(arrived).toEqual([]);
	},
);

scenario(
	'ends at its limit, and names the task',
	({ usual }) => usual([`a ${NEVER}`], { timeout: 75 }),
	(run, { arrived, taskIds: [a] }) => {
		expect(run.error.message).toBe(`Task ${a} was not done after 75 seconds`);
		expect(arrived).toEqual([]);
	},
);

scenario(
	'goes on with the call of the gateway, at once',
	({ usual }) =>
		usual([`a ${SOON}`], { waitMode: 'callback' }, { generate: { callback: 'waitNode' } }),
	(run, { arrived, reads, taskIds }) => {
		expect(arrived).toMatchObject(taskIds.map(completed));
		expect(reads.length).toBeLessThanOrEqual(3);
	},
);

scenario(
	'ends with Stop at once, for good, and with its inner part',
	({ usual }) => usual([`a ${NEVER}`]),
	async (run, world) => {
		expect(run.status).toBe('canceled');
		expect(await world.left()).toMatchObject([{ id: world.id, status: 'canceled' }]);
		expect(world.reads).toHaveLength(1);
		expect(world.arrived).toEqual([]);
	},
	{ meanwhile: async ({ id }) => await testbed.n8n.stop(id) },
);
