'use strict';

/** Each operation once on a real n8n. test/engine covers every gateway. */

const { isPicture, inspectVideo } = require('../inspectMedia');
const { openTestbed } = require('./support');
const { edit, givePrompts } = require('../workflow');

const testbed = openTestbed();

const GATEWAY = 'rixApi';

/** Every simplified item has exactly these fields. */
const FIELDS = [
	'taskId',
	'state',
	'videoUrl',
	'thumbnailUrl',
	'lastFrameUrl',
	'width',
	'height',
	'durationSeconds',
	'expiresAt',
	'failureReason',
];

/** A file's content, loaded as the editor does. */
const bytesOf = async ({ id }) =>
	await testbed.n8n.download(`/rest/binary-data?id=${encodeURIComponent(id)}&action=download`);

it('Generate returns the tasks, Wait their videos, and Get and Get Many read them', async () => {
	const run = await testbed.run([
		givePrompts('one', 'two'),
		testbed.generate(GATEWAY),
		testbed.poll(GATEWAY),
		testbed.luma('Get', GATEWAY, {
			resource: 'task',
			operation: 'get',
			output: 'selectedFields',
			fields: ['state', 'gateway', 'videoUrl'],
		}),
		edit('Collect', '{ ids: $("Generate").all().map((item) => item.json.taskId) }'),
		testbed.luma('Get Many', GATEWAY, {
			resource: 'task',
			operation: 'getMany',
			taskIds: '={{ $json.ids }}',
			output: 'raw',
		}),
	]);

	expect(run.error).toBeUndefined();
	const tasks = testbed.emulator.accepted();
	expect(tasks.map(({ prompt }) => prompt)).toEqual(['one', 'two']);
	const ids = tasks.map(({ id }) => id);

	const generated = run.json('Generate');
	expect(generated.map(({ taskId }) => taskId)).toEqual(ids);
	for (const item of generated) {
		expect(Object.keys(item)).toEqual(FIELDS);
		expect(item).toMatchObject({ state: expect.stringMatching(/queued|processing/) });
		expect(item.videoUrl).toBeNull();
	}

	const waited = run.json('Wait');
	expect(waited.map(({ taskId }) => taskId)).toEqual(ids);
	for (const item of waited) {
		expect(Object.keys(item)).toEqual(FIELDS);
		expect(item).toMatchObject({ state: 'completed', failureReason: null });
		const video = Buffer.from(await (await fetch(item.videoUrl)).arrayBuffer());
		expect(inspectVideo(video)).toMatchObject({ playable: true });
	}

	const got = run.json('Get');
	expect(got).toHaveLength(2);
	for (const [index, item] of got.entries()) {
		expect(Object.keys(item).sort()).toEqual(['gateway', 'state', 'taskId', 'videoUrl']);
		expect(item).toMatchObject({ taskId: ids[index], state: 'completed', gateway: GATEWAY });
	}

	// Each of the two input items requests both tasks.
	const raw = run.json('Get Many').map((answer) => JSON.stringify(answer));
	expect(raw).toHaveLength(4);
	for (const [index, answer] of raw.entries()) expect(answer).toContain(ids[index % 2]);
	expect(run.items('Get Many').map(({ pairedItem }) => pairedItem.item)).toEqual([0, 0, 1, 1]);
});

it('Download puts the files into the item', async () => {
	const run = await testbed.run([
		givePrompts('to be kept'),
		testbed.generate(GATEWAY),
		testbed.poll(GATEWAY),
		testbed.luma('Download', GATEWAY, {
			operation: 'download',
			files: ['video', 'lastFrame'],
			videoOutputField: 'film',
		}),
	]);

	expect(run.error).toBeUndefined();
	const [{ json, binary }] = run.items('Download');
	expect(json).toMatchObject({ state: 'completed' });
	expect(binary.film).toMatchObject({ mimeType: 'video/mp4', fileName: `${json.taskId}.mp4` });
	expect(inspectVideo(await bytesOf(binary.film))).toMatchObject({ playable: true });
	expect(isPicture(await bytesOf(binary.lastFrame))).toBe(true);
	expect(testbed.emulator.leaks).toEqual([]);
});

it('Extend continues an earlier video', async () => {
	const run = await testbed.run([
		givePrompts('the first part'),
		testbed.generate(GATEWAY),
		testbed.poll(GATEWAY),
		testbed.luma('Extend', GATEWAY, { operation: 'extend', prompt: 'and on' }),
		{ ...testbed.poll(GATEWAY), name: 'Wait Again' },
	]);

	expect(run.error).toBeUndefined();
	const [first, second] = testbed.emulator.accepted();
	expect(run.json('Extend')).toMatchObject([{ taskId: second.id }]);
	expect(run.json('Wait Again')).toMatchObject([{ taskId: second.id, state: 'completed' }]);
	expect(JSON.stringify([second.parentId, second.body])).toContain(first.id);
});
