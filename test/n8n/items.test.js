'use strict';

const { openTestbed } = require('./support');
const { edit, givePrompts } = require('../workflow');

const testbed = openTestbed();

const expression = "{ task: $json.taskId, prompt: $('Items').item.json.prompt }";
const GET = { resource: 'task', operation: 'get' };

describe('items stay paired', () => {
	it('across Generate, Wait and Get, for $(…).item of any earlier node', async () => {
		const run = await testbed.run([
			// The first video ends last.
			givePrompts('one [render: 3]', 'two [render: 1]', 'three [render: 2]'),
			testbed.generate('cometApi'),
			testbed.poll('cometApi'),
			testbed.luma('Get', 'cometApi', GET),
			edit('Paired', expression),
		]);

		expect(run.error).toBeUndefined();
		expect(run.json('Paired')).toEqual(
			testbed.emulator.accepted().map(({ id, prompt }) => ({ task: id, prompt })),
		);
	});

	it('if some of them fail', async () => {
		const continueOnFail = { onError: 'continueRegularOutput' };
		const run = await testbed.run([
			givePrompts('one', 'two [refused]', 'three [fail: the lens broke]', 'four'),
			testbed.generate('cometApi', {}, continueOnFail),
			testbed.poll('cometApi', {}, continueOnFail),
			edit('Paired', "{ code: $json.code ?? null, prompt: $('Items').item.json.prompt }"),
		]);

		expect(run.json('Paired').map(({ prompt }) => prompt.split(' ')[0])).toEqual([
			'one',
			'two',
			'three',
			'four',
		]);
		expect(run.json('Paired').map(({ code }) => code)).toEqual([
			null,
			// Wait got no task ID.
			'invalidInput',
			'taskFailed',
			null,
		]);
	});

	it('if Get Many returns several items for one', async () => {
		const run = await testbed.run([
			givePrompts('one', 'two'),
			testbed.generate('rixApi'),
			testbed.luma('Many', 'rixApi', {
				resource: 'task',
				operation: 'getMany',
				taskIds: '={{ [$json.taskId, $json.taskId] }}',
			}),
			edit('Paired', expression),
		]);

		expect(run.json('Paired').map(({ prompt }) => prompt)).toEqual(['one', 'one', 'two', 'two']);
	});
});

it("another node's image is used as the start frame", async () => {
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
