'use strict';

const { openTestbed } = require('./support');
const { edit, givePrompts } = require('../workflow');

const testbed = openTestbed();

const expression = "{ task: $json.taskId, prompt: $('Items').item.json.prompt }";
const GET = { resource: 'task', operation: 'get' };

describe('items stay paired', () => {
	it('along Generate, Wait and Get, for $(…).item of any node before', async () => {
		const run = await testbed.run([
			// The first is done last.
			givePrompts('one [render: 3]', 'two [render: 1]', 'three [render: 2]'),
			testbed.generate('cometApi'),
			testbed.poll('cometApi'),
			testbed.luma('Get', 'cometApi', GET),
			edit('Told', expression),
		]);

		expect(run.error).toBeUndefined();
		expect(run.json('Told')).toEqual(
			testbed.emulator.accepted().map(({ id, prompt }) => ({ task: id, prompt })),
		);
	});

	it('where some of them fail', async () => {
		const continueOnFail = { onError: 'continueRegularOutput' };
		const run = await testbed.run([
			givePrompts('one', 'two [refused]', 'three [fail: the lens broke]', 'four'),
			testbed.generate('cometApi', {}, continueOnFail),
			testbed.poll('cometApi', {}, continueOnFail),
			edit('Told', "{ code: $json.code ?? null, prompt: $('Items').item.json.prompt }"),
		]);

		expect(run.json('Told').map(({ prompt }) => prompt.split(' ')[0])).toEqual([
			'one',
			'two',
			'three',
			'four',
		]);
		expect(run.json('Told').map(({ code }) => code)).toEqual([
			null,
			// Wait has no task to wait for.
			'invalidInput',
			'taskFailed',
			null,
		]);
	});

	it('where Get Many gives several for one', async () => {
		const run = await testbed.run([
			givePrompts('one', 'two'),
			testbed.generate('rixApi'),
			testbed.luma('Many', 'rixApi', {
				resource: 'task',
				operation: 'getMany',
				taskIds: '={{ [$json.taskId, $json.taskId] }}',
			}),
			edit('Told', expression),
		]);

		expect(run.json('Told').map(({ prompt }) => prompt)).toEqual(['one', 'one', 'two', 'two']);
	});
});

it('a picture that another node made is the start frame', async () => {
	const run = await testbed.run([
		givePrompts('the first part'),
		testbed.generate('rixApi'),
		testbed.poll('rixApi'),
		testbed.luma('Download', 'rixApi', { operation: 'download', files: ['lastFrame'] }),
		{
			...testbed.generate('rixApi', {
				prompt: 'the second part',
				startFrame: 'binary',
				startFrameBinaryField: 'lastFrame',
			}),
			name: 'Generate Again',
		},
	]);

	expect(run.error).toBeUndefined();
	const { lastFrameUrl } = run.json('Wait')[0];
	const picture = Buffer.from(await (await fetch(lastFrameUrl)).arrayBuffer());
	expect(testbed.emulator.accepted()[1].body.image_url).toBe(
		`data:image/jpeg;base64,${picture.toString('base64')}`,
	);
});
