'use strict';

/** Many items in one execution, whose data passes through n8n's database while it is suspended. */

const { eventually } = require('../host/eventually');
const { openTestbed } = require('./support');
const { give } = require('../workflow');

const testbed = openTestbed({ defaults: { renderSeconds: 5 } });

const GATEWAY = 'rixApi';
const MANY = 2_000;

/** Enough for n8n to resume an execution twice, in addition to 2,000 submits. */
const PATIENCE_MS = 420_000;
jest.setTimeout(PATIENCE_MS + 60_000);

it(`${MANY} items are complete and in order after a suspended wait`, async () => {
	const prompts = Array.from({ length: MANY }, (_, index) => `video ${index}`);
	// Finished only once the execution is suspended.
	prompts[MANY - 1] += ' [render: 3600]';
	const { id } = await testbed.start([
		give(prompts.map((prompt) => ({ prompt }))),
		testbed.generate(GATEWAY),
		testbed.wait(GATEWAY),
	]);
	const isSuspended = async () =>
		(await testbed.n8n.rest('GET', `/rest/executions/${id}`)).status === 'waiting';
	await eventually(isSuspended, 'the wait', PATIENCE_MS, 1_000);
	testbed.emulator.finish(testbed.emulator.accepted().at(-1));
	const run = testbed.read(await testbed.n8n.waitFor(id, PATIENCE_MS));

	expect(run.error).toBeUndefined();
	const tasks = testbed.emulator.accepted();
	expect(tasks.map(({ prompt }) => prompt)).toEqual(prompts);
	const items = run.json('Wait');
	expect(items.map(({ taskId }) => taskId)).toEqual(tasks.map((task) => task.id));
	expect(items.filter(({ state, videoUrl }) => state !== 'completed' || !videoUrl)).toEqual([]);
	const seconds = (Date.parse(run.stoppedAt) - Date.parse(run.startedAt)) / 1000;
	const reads = testbed.emulator.requestsTo(GATEWAY).length - MANY;
	console.log(`${MANY} items in ${seconds.toFixed(0)} s, ${reads} status requests`);
});
