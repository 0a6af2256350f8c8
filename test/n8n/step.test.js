'use strict';

const { openBench } = require('./support');
const { give, givePrompts } = require('../workflow');

const bench = openBench();

const nodes = () => [givePrompts('one', 'two'), bench.generate('rixApi'), bench.poll('rixApi')];

describe('Execute step', () => {
	it('on Generate submits, and runs nothing after it', async () => {
		const run = await bench.run(nodes(), { destination: 'Generate' });

		expect(run.status).toBe('success');
		expect(run.ran).toEqual(['Start', 'Items', 'Generate']);
		expect(run.json('Generate')).toHaveLength(2);
		expect(bench.emulator.accepted()).toHaveLength(2);
	});

	it('on Wait takes the tasks of the step before, and submits nothing again', async () => {
		const first = await bench.run(nodes(), { destination: 'Generate' });
		const { runData } = first.data.resultData;

		const id = await bench.n8n.run(first.saved, { destination: 'Wait', runData });
		const run = bench.read(await bench.n8n.waitFor(id));

		expect(run.status).toBe('success');
		const ids = bench.emulator.accepted().map((task) => task.id);
		expect(ids).toHaveLength(2);
		expect(run.json('Wait')).toMatchObject(ids.map((taskId) => ({ taskId, state: 'completed' })));
	});

	it('on Wait alone, after nothing ran, runs what is before it', async () => {
		const run = await bench.run(nodes(), { destination: 'Wait' });

		expect(run.json('Wait')).toHaveLength(2);
		expect(bench.emulator.accepted()).toHaveLength(2);
	});

	it.each([
		['Get', { resource: 'task', operation: 'get' }],
		['Get Many', { resource: 'task', operation: 'getMany', taskIds: '={{ $json.taskId }}' }],
		['Download', { operation: 'download' }],
		['Extend', { operation: 'extend', prompt: 'and on' }],
	])('on %s works on a task that is done', async (name, parameters) => {
		const { Wait } = (await bench.run(nodes())).data.resultData.runData;
		const [{ json }] = Wait[0].data.main[0];
		const run = await bench.run(
			[give([{ taskId: json.taskId }]), bench.luma(name, 'rixApi', parameters)],
			{ destination: name },
		);

		expect(run.status).toBe('success');
		const before = name === 'Extend' ? {} : { taskId: json.taskId, state: 'completed' };
		expect(run.json(name)).toMatchObject([before]);
	});
});
