import { inspectVideo, isPicture } from '../inspectMedia';
import { time } from './fakeClock';
import { chain, download, generate, hostFor, KEY, prompts, wait, useEmulator } from './support';

jest.mock('../../nodes/Luma/waiting/clock', () => jest.requireActual('./fakeClock'));

const emulator = useEmulator();

type Gateway = Parameters<typeof hostFor>[0];
const on = (gateway: Gateway) => hostFor(gateway, emulator.url(gateway));
const CONTINUE = { onError: 'continueRegularOutput' };
const bytesOf = (file?: { data: string }) => Buffer.from(file?.data ?? '', 'base64');

describe('Video: Download', () => {
	it.each<Gateway>(['cometApi', 'rixApi', 'openAiHk', 'lumaAgents', 'dreamMachine'])(
		'returns a video that plays on %s, without sending the key to the store',
		async (gateway) => {
			const run = await on(gateway).run(chain(generate(), wait(), download()));

			expect(run.error).toBeUndefined();
			const [{ json, binary }] = run.items('Download');
			expect(json).toMatchObject({ state: 'completed', taskId: emulator.accepted()[0].id });
			expect(binary?.data).toMatchObject({
				mimeType: 'video/mp4',
				fileName: `${String(json.taskId)}.mp4`,
			});
			expect(inspectVideo(bytesOf(binary?.data))).toMatchObject({ playable: true, width: 320 });
			expect(emulator.leaks).toEqual([]);
			for (const { headers } of emulator.requestsTo('cdn')) {
				expect(JSON.stringify(headers)).not.toContain(KEY);
			}
		},
	);

	it('puts the frames into the fields that the user chose', async () => {
		const run = await on('rixApi').run(
			chain(
				generate(),
				wait(),
				download({
					files: ['video', 'thumbnail', 'lastFrame'],
					videoOutputField: 'film',
					thumbnailOutputField: 'cover',
					lastFrameOutputField: 'end',
				}),
			),
		);
		const [{ binary = {} }] = run.items('Download');
		expect(Object.keys(binary)).toEqual(['film', 'cover', 'end']);
		// The thumbnail's path has no extension, so the store's Content-Type decides.
		expect(binary.cover).toMatchObject({ mimeType: 'image/jpeg', fileExtension: 'jpg' });
		expect([binary.cover, binary.end].map((file) => isPicture(bytesOf(file)))).toEqual([
			true,
			true,
		]);
	});

	it('pairs each file with its item', async () => {
		const run = await on('cometApi').run(
			chain(generate(), wait(), download()),
			prompts('one', 'two'),
		);
		const ids = emulator.accepted().map(({ id }) => id);
		expect(run.items('Download').map(({ json }) => json.taskId)).toEqual(ids);
		expect(run.items('Download').map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
		]);
	});

	it('reads a fresh link, so an expired one does not matter', async () => {
		emulator.next({ expiresSeconds: 60 });
		const made = await on('lumaAgents').run(chain(generate(), wait()));
		const [{ taskId, videoUrl }] = made.json('Wait');
		time.now += 3_600_000;
		expect((await fetch(String(videoUrl))).status).toBe(403);

		const run = await on('lumaAgents').run(chain(download({ taskId: String(taskId) })));
		expect(inspectVideo(bytesOf(run.items('Download')[0].binary?.data)).playable).toBe(true);
	});

	it.each<[string, string, Gateway, object]>([
		['is not ready', 'The video is not ready yet', 'cometApi', {}],
		['failed', 'the lens broke', 'cometApi', { prompt: 'A cat [fail: the lens broke]' }],
		['has no last frame', 'provides no last frame', 'lumaAgents', { files: ['lastFrame'] }],
	])('says what to do if the task %s', async (_, message, gateway, parameters) => {
		const { files = ['video'], ...video } = parameters as { files?: string[] };
		const made = await on(gateway).run(chain(generate(video)));
		if (message !== 'The video is not ready yet') time.now += 600_000;
		const taskId = String(made.json('Generate')[0].taskId);
		const run = await on(gateway).run(chain(download({ taskId, files }, CONTINUE)));

		const [item] = run.json('Download');
		expect(item).toMatchObject({ taskId, gateway });
		expect(item.error).toContain(message);
		expect(emulator.requestsTo('cdn')).toEqual([]);
	});

	it.each([
		['rejects the request', { status: 403 }, 'gateway'],
		['drops the connection', { drop: 'after' as const }, 'network'],
	])('names the task if the store %s', async (_, fault, code) => {
		emulator.always(fault, { gateway: 'cdn' });
		const run = await on('cometApi').run(chain(generate(), wait(), download({}, CONTINUE)));

		expect(run.json('Download')).toMatchObject([
			{ code, taskId: emulator.accepted()[0].id, retryable: true },
		]);
	});

	it.each([
		[{ files: [] }, "'Files' is empty"],
		[{ files: ['audio'] }, '\'Files\' must contain only its options, but contains "audio"'],
		[{ videoOutputField: '={{ null }}' }, "'Video Output Data Field Name' is empty"],
		[
			{ files: ['video', 'lastFrame'], videoOutputField: 'film', lastFrameOutputField: ' film ' },
			`'Video Output Data Field Name' and 'Last Frame Output Data Field Name' are both "film"`,
		],
	])('rejects %j with the label of the field', async (parameters, message) => {
		const run = await on('cometApi').run(chain(download({ taskId: 'x', ...parameters })));

		expect(run.error.message).toBe(`${message} (task x)`);
		expect(emulator.requests).toEqual([]);
	});
});
