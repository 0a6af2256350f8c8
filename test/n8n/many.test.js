'use strict';

/** Many items in one execution, and many executions at once. */

const { eventually } = require('./eventually');
const { isN8n1, openBench } = require('./support');
const { give } = require('../workflow');

const bench = openBench({ defaults: { renderSeconds: 5 } });

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
	bench.emulator.finish(bench.emulator.accepted(gateway).at(-1));
}

// n8n 1 cannot suspend, and polls.
it.each(isN8n1 ? [['rixApi']] : [['rixApi'], ['cometApi']])(
	`${MANY} items come out whole and in order, after a wait: %s`,
	async (gateway) => {
		const { id, saved } = await bench.start([
			give(prompted),
			bench.generate(gateway),
			bench.wait(gateway),
		]);
		const isSuspended = async () =>
			(await bench.n8n.executions(saved.id)).some(
				(one) => one.id === id && one.status === 'waiting',
			);
		const isPolled = () => bench.emulator.accepted(gateway).length === MANY;
		await finishLast(gateway, isN8n1 ? isPolled : isSuspended);
		const run = bench.read(await bench.n8n.waitFor(id, PATIENCE_MS));

		expect(run.error).toBeUndefined();
		const tasks = bench.emulator.accepted(gateway);
		expect(tasks.map(({ prompt }) => prompt)).toEqual(prompts);
		const items = run.json('Wait');
		expect(items.map(({ taskId }) => taskId)).toEqual(tasks.map((task) => task.id));
		expect(items.filter(({ state, videoUrl }) => state !== 'completed' || !videoUrl)).toEqual([]);
		const seconds = (Date.parse(run.stoppedAt) - Date.parse(run.startedAt)) / 1000;
		const reads = bench.emulator.requestsTo(gateway).length - MANY;
		console.log(`${gateway}: ${MANY} items in ${seconds.toFixed(0)} s, ${reads} status requests`);
	},
);

it(`${AT_ONCE} executions at once keep to themselves`, async () => {
	const started = await Promise.all(
		Array.from({ length: AT_ONCE }, async (_, index) => {
			const gateway = index % 2 ? 'rixApi' : 'cometApi';
			const own = [`${index} one`, `${index} two`];
			const { id } = await bench.start([
				give(own.map((prompt) => ({ prompt }))),
				bench.generate(gateway),
				bench.poll(gateway),
			]);
			return { id, gateway, own };
		}),
	);

	for (const { id, gateway, own } of started) {
		const run = bench.read(await bench.n8n.waitFor(id, PATIENCE_MS));
		expect(run.error).toBeUndefined();
		const tasks = bench.emulator.accepted(gateway).filter(({ prompt }) => own.includes(prompt));
		expect(tasks.map(({ prompt }) => prompt)).toEqual(own);
		expect(run.json('Wait')).toMatchObject(
			tasks.map((task) => ({ taskId: task.id, state: 'completed' })),
		);
	}
	expect(bench.emulator.accepted()).toHaveLength(2 * AT_ONCE);
});
