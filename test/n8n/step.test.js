'use strict';

const { openTestbed } = require('./support');
const { give, givePrompts } = require('../workflow');

const testbed = openTestbed();

const nodes = () => [givePrompts('one', 'two'), testbed.generate('rixApi'), testbed.poll('rixApi')];

describe('Execute step', () => {
	it('on Generate submits and runs nothing after it', async () => {
		const run = await testbed.run(nodes(), { destination: 'Generate' });

		expect(run.status).toBe('success');
		expect(run.ran).toEqual(['Start', 'Items', 'Generate']);
		expect(run.json('Generate')).toHaveLength(2);
		expect(testbed.emulator.accepted()).toHaveLength(2);
	});

	it('on Wait uses the tasks of the step before and submits nothing again', async () => {
		const first = await testbed.run(nodes(), { destination: 'Generate' });
		const { runData } = first.data.resultData;

		const id = await testbed.n8n.run(first.saved, { destination: 'Wait', runData });
		const run = testbed.read(await testbed.n8n.waitFor(id));

		expect(run.status).toBe('success');
		const ids = testbed.emulator.accepted().map((task) => task.id);
		expect(ids).toHaveLength(2);
		expect(run.json('Wait')).toMatchObject(ids.map((taskId) => ({ taskId, state: 'completed' })));
	});

	it('on Wait runs the nodes before it if nothing ran yet', async () => {
		const run = await testbed.run(nodes(), { destination: 'Wait' });

		expect(run.json('Wait')).toHaveLength(2);
		expect(testbed.emulator.accepted()).toHaveLength(2);
	});

	it.each([
		['Get', { resource: 'task', operation: 'get' }],
		['Get Many', { resource: 'task', operation: 'getMany', taskIds: '={{ $json.taskId }}' }],
		['Download', { operation: 'download' }],
		['Extend', { operation: 'extend', prompt: 'and on' }],
	])('on %s works on a finished task', async (name, parameters) => {
		const { Wait } = (await testbed.run(nodes())).data.resultData.runData;
		const [{ json }] = Wait[0].data.main[0];
		const run = await testbed.run(
			[give([{ taskId: json.taskId }]), testbed.luma(name, 'rixApi', parameters)],
			{ destination: name },
		);

		expect(run.status).toBe('success');
		const before = name === 'Extend' ? {} : { taskId: json.taskId, state: 'completed' };
		expect(run.json(name)).toMatchObject([before]);
	});
});
