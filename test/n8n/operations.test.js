'use strict';

const { isPicture, inspectVideo } = require('../inspectMedia');
const { GATEWAYS, KEY, openTestbed } = require('./support');
const { edit, give, givePrompts } = require('../workflow');

const testbed = openTestbed();

/** Every simplified item has these and no others; a task with several videos has them listed, too. */
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
const WITH_FRAMES = ['cometApi', 'rixApi', 'openAiHk'];
const EXTENDING = GATEWAYS.filter((gateway) => gateway !== 'openAiHk');

const fieldsOf = (item) => Object.keys(item).filter((field) => field !== 'videos');
const submits = (gateway) => testbed.emulator.requestsTo(gateway, 'POST', /generations(\/video)?$/);

/** The bytes of a file as the editor loads them. */
async function bytesOf({ id, data }) {
	// n8n 1 keeps files in the execution itself.
	if (!id) return Buffer.from(data, 'base64');
	const file = await testbed.n8n.download(
		`/rest/binary-data?id=${encodeURIComponent(id)}&action=download`,
	);
	return file;
}

describe.each(GATEWAYS)('on %s', (gateway) => {
	it('Generate gives the tasks, Wait their videos, Get and Get Many read them', async () => {
		const run = await testbed.run([
			givePrompts('one', 'two'),
			testbed.generate(gateway),
			testbed.poll(gateway),
			testbed.luma('Get', gateway, {
				resource: 'task',
				operation: 'get',
				output: 'selectedFields',
				fields: ['state', 'gateway', 'videoUrl'],
			}),
			edit('Collect', '{ ids: $("Generate").all().map((item) => item.json.taskId) }'),
			testbed.luma('Get Many', gateway, {
				resource: 'task',
				operation: 'getMany',
				taskIds: '={{ $json.ids }}',
				output: 'raw',
			}),
		]);

		expect(run.error).toBeUndefined();
		const ids = testbed.emulator.accepted(gateway).map(({ id }) => id);
		expect(submits(gateway).map(({ body }) => body.prompt ?? body.user_prompt)).toEqual([
			'one',
			'two',
		]);

		const generated = run.json('Generate');
		expect(generated.map(({ taskId }) => taskId)).toEqual(ids);
		for (const item of generated) {
			expect(fieldsOf(item)).toEqual(FIELDS);
			expect(item).toMatchObject({ state: expect.stringMatching(/queued|processing/) });
			expect(item.videoUrl).toBeNull();
		}

		const waited = run.json('Wait');
		expect(waited.map(({ taskId }) => taskId)).toEqual(ids);
		for (const item of waited) {
			expect(fieldsOf(item)).toEqual(FIELDS);
			expect(item).toMatchObject({ state: 'completed', failureReason: null });
			const video = Buffer.from(await (await fetch(item.videoUrl)).arrayBuffer());
			expect(inspectVideo(video)).toMatchObject({ playable: true });
		}

		const got = run.json('Get');
		expect(got).toHaveLength(2);
		for (const [index, item] of got.entries()) {
			expect(Object.keys(item).sort()).toEqual(['gateway', 'state', 'taskId', 'videoUrl']);
			expect(item).toMatchObject({ taskId: ids[index], state: 'completed', gateway });
		}

		// Two input items that ask for both tasks each.
		expect(run.json('Get Many')).toHaveLength(4);
		const raw = run.json('Get Many').map((answer) => JSON.stringify(answer));
		for (const [index, answer] of raw.entries()) expect(answer).toContain(ids[index % 2]);
		expect(run.items('Get Many').map(({ pairedItem }) => pairedItem.item)).toEqual([0, 0, 1, 1]);
	});

	it('Download puts the files into the item, and keeps the key to itself', async () => {
		const hasFrames = WITH_FRAMES.includes(gateway);
		const run = await testbed.run([
			givePrompts('to be kept'),
			testbed.generate(gateway),
			testbed.poll(gateway),
			testbed.luma('Download', gateway, {
				operation: 'download',
				files: hasFrames ? ['video', 'lastFrame'] : ['video'],
				videoOutputField: 'film',
			}),
		]);

		expect(run.error).toBeUndefined();
		const [{ json, binary }] = run.items('Download');
		expect(json).toMatchObject({ state: 'completed' });
		expect(binary.film).toMatchObject({ mimeType: 'video/mp4', fileName: `${json.taskId}.mp4` });
		expect(inspectVideo(await bytesOf(binary.film))).toMatchObject({ playable: true });
		if (hasFrames) expect(isPicture(await bytesOf(binary.lastFrame))).toBe(true);
		expect(testbed.emulator.leaks).toEqual([]);
		for (const { headers } of testbed.emulator.requestsTo('cdn')) {
			expect(JSON.stringify(headers)).not.toContain(KEY);
		}
	});
});

it.each(EXTENDING)('Extend goes on from an earlier video on %s', async (gateway) => {
	const run = await testbed.run([
		givePrompts('the first part'),
		testbed.generate(gateway),
		testbed.poll(gateway),
		testbed.luma('Extend', gateway, { operation: 'extend', prompt: 'and on' }),
		{ ...testbed.poll(gateway), name: 'Wait Again' },
	]);

	expect(run.error).toBeUndefined();
	const [first, second] = testbed.emulator.accepted(gateway);
	expect(run.json('Extend')).toMatchObject([{ taskId: second.id }]);
	expect(run.json('Wait Again')).toMatchObject([{ taskId: second.id, state: 'completed' }]);
	expect(JSON.stringify([second.parentId, second.body])).toContain(first.id);
});

it('Extend says what to do on openAiHk, which has no way to extend, before anything is paid', async () => {
	const run = await testbed.run([
		give([{ taskId: 'earlier-task' }]),
		testbed.luma('Extend', 'openAiHk', { operation: 'extend', prompt: 'and on' }),
	]);

	expect(run.status).toBe('error');
	expect(run.error.message).toContain('cannot extend a video');
	expect(run.error.description).toContain('last frame');
	expect(testbed.emulator.requests).toEqual([]);
});

it('Wait holds one round for the tasks of all items: as long as the slowest, not the sum', async () => {
	const run = await testbed.run([
		givePrompts('a [render: 1]', 'b [render: 4]', 'c [render: 3]'),
		testbed.generate('cometApi'),
		testbed.poll('cometApi'),
	]);

	expect(run.json('Wait').map(({ state }) => state)).toEqual(Array(3).fill('completed'));
	const asked = testbed.emulator.requestsTo('cometApi', 'GET').map(({ path }) => path);
	expect(new Set(asked.slice(0, 3)).size).toBe(3);
});

it('Wait ends at its limit, and names the task that goes on', async () => {
	const limited = { timeout: 2 };
	const [strict, lenient] = await Promise.all(
		['error', 'continue'].map((onTimeout) =>
			testbed.run([
				givePrompts('endless [never]'),
				testbed.generate('rixApi'),
				testbed.poll('rixApi', {
					...limited,
					onTimeout,
					output: 'selectedFields',
					fields: ['timedOut'],
				}),
			]),
		),
	);

	const [{ taskId }] = strict.json('Generate');
	expect(strict.status).toBe('error');
	expect(strict.error.message).toContain(taskId);
	expect(lenient.json('Wait')).toEqual([
		{ taskId: lenient.json('Generate')[0].taskId, timedOut: true },
	]);
});

it('a failed video stops the node, or passes on with its reason', async () => {
	const [strict, lenient] = await Promise.all(
		['error', 'continue'].map((onFailedTask) =>
			testbed.run([
				givePrompts('broken [fail: the lens broke]'),
				testbed.generate('cometApi'),
				testbed.poll('cometApi', { onFailedTask }),
			]),
		),
	);

	expect(strict.status).toBe('error');
	expect(strict.error.message).toContain('the lens broke');
	expect(strict.error.message).toContain(strict.json('Generate')[0].taskId);
	expect(lenient.json('Wait')).toMatchObject([
		{ state: 'failed', failureReason: 'the lens broke' },
	]);
});

it('a setting that the gateway does not have is refused before anything is paid', async () => {
	const run = await testbed.run([
		givePrompts('one', 'two'),
		testbed.generate('cometApi', { options: { model: 'ray-2' } }),
	]);

	expect(run.status).toBe('error');
	expect(run.error.message).toBe("'Model' is not available on CometAPI");
	expect(run.error.description).toContain('RixAPI');
	expect(testbed.emulator.requests).toEqual([]);
});
