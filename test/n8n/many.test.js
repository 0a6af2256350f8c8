'use strict';

/** Many items in one execution, and many executions at once. */

const { eventually } = require('../host/eventually');
const { isN8n1, openTestbed } = require('./support');
const { give } = require('../workflow');

const testbed = openTestbed({ defaults: { renderSeconds: 5 } });

const MANY = 2_000;
const AT_ONCE = 50;

/** Until n8n has taken an execution up again twice, beside 2,000 submits. */
const PATIENCE_MS = 420_000;
jest.setTimeout(PATIENCE_MS + 60_000);

/** The last one is done when the test says so. */
const prompts = Array.from({ length: MANY }, (_, index) =>
	index < MANY - 1 ? `video ${index}` : `video ${index} [render: 3600]`,
);
const prompted = prompts.map((prompt) => ({ prompt }));

async function finishLast(gateway, isReached) {
	await eventually(isReached, 'the wait', PATIENCE_MS, 1_000);
	testbed.emulator.finish(testbed.emulator.accepted(gateway).at(-1));
}

// n8n 1 cannot suspend, and polls.
it.each(isN8n1 ? [['rixApi']] : [['rixApi'], ['cometApi']])(
	`${MANY} items come out whole and in order, after a wait: %s`,
	async (gateway) => {
		const { id, saved } = await testbed.start([
			give(prompted),
			testbed.generate(gateway),
			testbed.wait(gateway),
		]);
		const isSuspended = async () =>
			(await testbed.n8n.executions(saved.id)).some(
				(one) => one.id === id && one.status === 'waiting',
			);
		const isPolled = () => testbed.emulator.accepted(gateway).length === MANY;
		await finishLast(gateway, isN8n1 ? isPolled : isSuspended);
		const run = testbed.read(await testbed.n8n.waitFor(id, PATIENCE_MS));

		expect(run.error).toBeUndefined();
		const tasks = testbed.emulator.accepted(gateway);
		expect(tasks.map(({ prompt }) => prompt)).toEqual(prompts);
		const items = run.json('Wait');
		expect(items.map(({ taskId }) => taskId)).toEqual(tasks.map((task) => task.id));
		expect(items.filter(({ state, videoUrl }) => state !== 'completed' || !videoUrl)).toEqual([]);
		const seconds = (Date.parse(run.stoppedAt) - Date.parse(run.startedAt)) / 1000;
		const reads = testbed.emulator.requestsTo(gateway).length - MANY;
		console.log(`${gateway}: ${MANY} items in ${seconds.toFixed(0)} s, ${reads} status requests`);
	},
);

it(`${AT_ONCE} executions at once keep to themselves`, async () => {
	const started = await Promise.all(
		Array.from({ length: AT_ONCE }, async (_, index) => {
			const gateway = index % 2 ? 'rixApi' : 'cometApi';
			const own = [`${index} one`, `${index} two`];
			const { id } = await testbed.start([
				give(own.map((prompt) => ({ prompt }))),
				testbed.generate(gateway),
				testbed.poll(gateway),
			]);
			return { id, gateway, own };
		}),
	);

	for (const { id, gateway, own } of started) {
		const run = testbed.read(await testbed.n8n.waitFor(id, PATIENCE_MS));
		expect(run.error).toBeUndefined();
		const tasks = testbed.emulator.accepted(gateway).filter(({ prompt }) => own.includes(prompt));
		expect(tasks.map(({ prompt }) => prompt)).toEqual(own);
		expect(run.json('Wait')).toMatchObject(
			tasks.map((task) => ({ taskId: task.id, state: 'completed' })),
		);
	}
	expect(testbed.emulator.accepted()).toHaveLength(2 * AT_ONCE);
});
