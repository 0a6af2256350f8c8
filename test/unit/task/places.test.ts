import { readLink, readTask, readTasks } from '../../../nodes/Luma/task/readTask';

/*
 * Every key under which a gateway is known to send a value (docs/gateways.md#envelopes-and-ids). Relays mix
 * them freely, so each is read at any level.
 */

const ID = 'fc7fb008-7a5e-40ad-a7ff-dbb63db61be8';
const LINK = 'https://cdn.example.com/video.mp4';
const PICTURE = 'https://cdn.example.com/picture';

/** `video.url` as `{ video: { url: value } }`. */
const nested = (path: string, value: unknown) =>
	path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;

const completed = (fields: object) => readTask({ id: ID, state: 'completed', ...fields });

it.each(['data', 'result', 'response', 'generation', 'task', 'task_result', 'output'])(
	'a task is found inside %s, also as a JSON string',
	(key) => {
		const task = { id: ID, state: 'completed', video: { url: LINK } };
		for (const inner of [task, JSON.stringify(task), ` ${JSON.stringify(task)}`]) {
			expect(readTask({ code: 200, [key]: inner })).toMatchObject({ taskId: ID, videoUrl: LINK });
		}
		expect(readTask({ code: 200, [key]: `see ${JSON.stringify(task)}` })).toBeUndefined();
	},
);

it.each(['data', 'generations', 'tasks', 'results', 'items', 'list', 'output'])(
	'a list of tasks is found as %s, also inside an envelope',
	(key) => {
		const tasks = [
			{ id: 'one', state: 'pending' },
			{ id: 'two', state: 'pending' },
		];
		for (const body of [
			{ [key]: tasks },
			{ data: { [key]: tasks } },
			{ result: { [key]: tasks } },
		]) {
			expect(readTasks(body).map(({ task }) => task.taskId)).toStrictEqual(['one', 'two']);
		}
	},
);

it.each(['data', 'videos', 'generations', 'output', 'resultUrls'])(
	'the videos of a task are found under %s, as records and as links',
	(key) => {
		const other = 'https://cdn.example.com/other.mp4';
		for (const list of [
			[{ url: LINK }, { url: other }],
			[LINK, other],
		]) {
			const task = completed({ [key]: list });
			expect(task?.videos.map(({ videoUrl }) => videoUrl)).toStrictEqual([LINK, other]);
		}
	},
);

it.each([
	'video_raw.url',
	'video_raw',
	'video.download_url',
	'download_url',
	'video',
	'video.url',
	'video_url',
	'videoUrl',
	'url',
	'assets.video',
	'artifact.video.url',
])('a video is found at %s', (path) => {
	expect(completed(nested(path, LINK))).toMatchObject({ state: 'completed', videoUrl: LINK });
});

it.each(['thumbnail.url', 'thumbnail', 'thumbnail_url', 'cover_url', 'assets.image'])(
	'a thumbnail is found at %s',
	(path) => {
		expect(completed(nested(path, PICTURE))?.thumbnailUrl).toBe(PICTURE);
	},
);

it.each(['last_frame.url', 'last_frame', 'last_frame_url'])(
	'a last frame is found at %s',
	(path) => {
		expect(completed(nested(path, PICTURE))?.lastFrameUrl).toBe(PICTURE);
	},
);

it.each(['video_raw.', 'video.', '', 'video_', 'thumbnail.'])(
	'a size is found as %swidth',
	(at) => {
		expect(completed(nested(`${at}width`, 720))?.width).toBe(720);
		expect(completed(nested(`${at}height`, 480))?.height).toBe(480);
	},
);

it.each(['video_raw.duration', 'video.duration', 'duration'])(
	'a duration is found at %s',
	(path) => {
		expect(completed(nested(path, 9))?.durationSeconds).toBe(9);
	},
);

it.each(['created_at', 'createdAt', 'submit_time', 'created'])(
	'a creation time is found at %s',
	(path) => {
		expect(completed(nested(path, 1719819313))?.createdAt).toBe('2024-07-01T07:35:13.000Z');
	},
);

it.each(['estimate_wait_seconds', 'estimated_wait_seconds'])(
	'an estimated wait is found at %s',
	(path) => {
		expect(completed(nested(path, 90))?.estimatedWaitSeconds).toBe(90);
	},
);

it.each(['failure_code', 'error.code', 'error_code'])('a failure code is found at %s', (path) => {
	const task = readTask({ id: ID, state: 'failed', ...nested(path, 'no_luck') });
	expect(task?.failureCode).toBe('no_luck');
});

it.each(['error.raw_message', 'failure_reason.reason', 'error.reason'])(
	'a failure reason is found at %s',
	(path) => {
		const task = readTask({ id: ID, state: 'failed', ...nested(path, 'No luck') });
		expect(task?.failureReason).toBe('No luck');
	},
);

it.each(['success', 'ok', 'null', 'none', 'OK'])('%p is not read as a failure reason', (word) => {
	expect(readTask({ id: ID, state: 'failed', failure_reason: word })?.failureReason).toBeNull();
	const before = `${word}ly not`;
	expect(readTask({ id: ID, state: 'failed', failure_reason: before })?.failureReason).toBe(before);
	const after = `It is ${word}`;
	expect(readTask({ id: ID, state: 'failed', failure_reason: after })?.failureReason).toBe(after);
});

it.each(['state', 'status', 'task_status', 'taskStatus'])('a state is found at %s', (path) => {
	const task = readTask({ id: ID, ...nested(path, 'Dreaming') });
	expect(task).toMatchObject({ state: 'processing', gatewayState: 'Dreaming' });
});

it('a state is found in a numeric flag, and in `success: false` (docs/gateways.md#kieai)', () => {
	const states = [0, 1, 2, 3].map(
		(successFlag) => completed({ state: undefined, successFlag })?.state,
	);
	expect(states).toStrictEqual(['processing', 'processing', 'failed', 'failed']);
	expect(readTask({ id: ID, successFlag: 1, url: LINK })?.state).toBe('completed');
	expect(readTask({ id: ID, successFlag: 0, success: false })?.state).toBe('processing');
	expect(readTask({ id: ID, success: false, url: LINK })?.state).toBe('failed');
	expect(readTask({ id: ID, success: true, url: LINK })?.state).toBe('completed');
	expect(readTask({ id: ID, success: false, state: 'processing' })?.state).toBe('processing');
});

it('a task has failed if one of two state words says so', () => {
	for (const state of ['completed', 'processing']) {
		const task = readTask({ id: ID, state, task_status: 'failed', fail_reason: 'no', url: LINK });
		expect(task).toMatchObject({ state: 'failed', failureReason: 'no' });
	}
});

it('the address of the task itself is not read as a video', () => {
	const own = { id: ID, url: `https://relay.example.com/luma/generations/${ID}` };
	expect(readTask(own)).toMatchObject({ state: 'queued', videoUrl: null });
	expect(readTask({ ...own, status: 'success' })).toMatchObject({ state: 'processing' });
	expect(readTask({ ...own, url: `${own.url}.mp4` })).toMatchObject({ state: 'completed' });
	expect(readTask({ ...own, url: `${own.url}?Expires=1` })).toMatchObject({ state: 'completed' });
	expect(readTask({ ...own, id: '\ud800' })).toMatchObject({ taskId: '\ud800' });
});

it('an ID next to an error code is that of the request, not of a task', () => {
	for (const code of [402, '429', 500]) {
		expect(readTask({ code, id: 'req-1', message: 'no' })).toBeUndefined();
		expect(readTask({ code, id: ID, state: 'pending' })?.taskId).toBe(ID);
	}
	expect(readTask({ code: 1, id: ID })?.taskId).toBe(ID);
});

it.each(['jpg', 'jpeg', 'png', 'webp', 'gif', 'PNG'])(
	'a link to a .%s file is not read as a video',
	(extension) => {
		expect(completed({ url: `https://cdn.example.com/v.${extension}?a=1` })?.videoUrl).toBeNull();
		const video = `https://cdn.example.com/v.${extension}.mp4`;
		expect(completed({ url: video })?.videoUrl).toBe(video);
	},
);

it.each([
	['generation_type', 'image'],
	['type', 'image'],
	['type', 'image_edit'],
	['type', 'reframe_image'],
])('a task whose %s is %s is completed by its picture', (key, type) => {
	const fields = { assets: { image: PICTURE } };
	expect(completed({ ...fields, [key]: type })?.state).toBe('completed');
	expect(completed({ ...fields, [key]: 'video' })?.state).toBe('processing');
	expect(readTask({ id: ID, state: 'queued', ...fields, [key]: type })?.state).toBe('queued');
});

it.each([
	{ url: LINK },
	{ download_url: LINK },
	{ video_url: LINK },
	{ video: { download_url: LINK } },
	{ data: LINK },
	{ data: { url: LINK } },
])('a link without a task is found in %p', (body) => {
	expect(readLink(body)).toBe(LINK);
});
