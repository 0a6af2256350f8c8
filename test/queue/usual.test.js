'use strict';

/** A suspended wait on a main process and a worker. test/n8n/suspend.test.js covers the rest in one process. */

const { openScenarios } = require('../n8n/together');

const { scenario } = openScenarios();

/** Longer than all first checks take, one after the other on the worker's only slot. */
const SOON = '[render: 25]';

const completed = (taskId) => ({ taskId, state: 'completed', videoUrl: expect.any(String) });

scenario(
	'returns the task or failure of each item, in order, with Continue On Fail',
	({ usual }) =>
		usual(
			[`a ${SOON}`, `b ${SOON} [fail: the lens broke]`, `c ${SOON}`],
			{},
			{ settings: { onError: 'continueRegularOutput' } },
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
		expect(await world.remaining()).toMatchObject([{ id: world.id, status: 'success' }]);
	},
);
