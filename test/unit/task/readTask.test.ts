import { readLink, readTask, readTasks } from '../../../nodes/Luma/task/readTask';
import { BODIES, bodyOf } from '../../fixtures';

const ID = 'fc7fb008-7a5e-40ad-a7ff-dbb63db61be8';
const CLEAN = 'https://cdn.example.com/video.mp4';
const OTHER = 'https://cdn.example.com/other.mp4';
const MARKED = 'https://cdn.example.com/watermarked_video.mp4';

describe('the ID of a task', () => {
	it.each([
		['id', { id: ID }],
		['task_id', { task_id: ID }],
		['taskId', { taskId: ID }],
		['generation_id', { generation_id: ID }],
		['data.task_id', { code: 200, data: { task_id: ID } }],
		['data.id', { code: 'success', data: { id: ID } }],
		['the first of a list', [{ id: ID, state: 'pending' }]],
		['task_id beside a number', { id: 13917, task_id: ID }],
		[
			'the ID of the inner record beside a number',
			{ id: 13917, data: { id: ID, state: 'pending' } },
		],
		['task_id before another text ID', { id: 'request-1', task_id: ID }],
		['the text around a padded ID', { id: `  ${ID}\n` }],
	])('is found as %s (docs/gateways.md#envelopes-and-ids)', (_where, body) => {
		expect(readTask(body)?.taskId).toBe(ID);
	});

	it('is a number if the answer has no text ID', () => {
		expect(readTask({ id: 13917, state: 'pending' })?.taskId).toBe('13917');
	});

	it('is not an empty text', () => {
		expect(readTask({ task_id: '', id: ID })?.taskId).toBe(ID);
		expect(readTask({ id: '', state: 'pending' })).toBeUndefined();
	});

	it.each(['server_id', 'batch_id', 'user_id', 'video_id', 'pipeline_id', 'request_id'])(
		'is not %s (docs/gateways.md#rixapi-output-fields)',
		(key) => {
			expect(readTask({ [key]: ID, state: 'pending' })).toBeUndefined();
		},
	);

	it('stays the requested one, whatever ID the answer has', () => {
		expect(readTask(BODIES['hk-completed'], 'requested')?.taskId).toBe('requested');
		expect(readTask({ id: 'inner', state: 'pending' }, 'requested')?.taskId).toBe('requested');
	});

	it('is the requested one if the answer has none but shows progress', () => {
		expect(readTask({ state: 'processing' }, ID)).toMatchObject({
			taskId: ID,
			state: 'processing',
		});
		expect(readTask({ status: 'queued' }, ID)).toMatchObject({ taskId: ID, state: 'queued' });
		expect(readTask({ video: { url: CLEAN } }, ID)).toMatchObject({
			taskId: ID,
			state: 'completed',
			videoUrl: CLEAN,
		});
		const videos = [{ state: 'failed' }, { url: CLEAN }];
		expect(readTask({ videos }, ID)).toMatchObject({ taskId: ID, videoUrl: CLEAN });
	});

	it('is not the requested one if the answer only refuses', () => {
		expect(readTask({ status: 'failed', message: 'no such task' }, ID)).toBeUndefined();
	});

	it('is the requested one if a list holds only the videos of the task', () => {
		const { data } = bodyOf<{ data: unknown[] }>('hk-completed');
		const task = readTask(data, ID);
		expect(task?.taskId).toBe(ID);
		expect(task?.state).toBe('completed');
		expect(task?.videos).toHaveLength(2);
	});
});

describe('an answer without a task', () => {
	it.each<[string, unknown]>([
		['undefined', undefined],
		['null', null],
		['a text', 'Bad Gateway'],
		['a number', 42],
		['true', true],
		['an empty list', []],
		['an empty object', {}],
		['a list of nothing', [null, undefined, 'x']],
		['the envelope of new-api', { code: 'task_not_exist', message: 'task_not_exist', data: null }],
		['the empty result of the newest new-api', { code: 'success', data: null }],
		[
			'a quota refusal',
			{ code: 'quota_not_enough', message: 'user quota is not enough', data: null },
		],
		[
			'an OpenAI-style refusal',
			{ error: { message: 'Invalid URL (GET /x)', type: 'x', code: '' } },
		],
		['a CometAPI refusal', { error: { message: 'no', type: 'comet_api_error', code: '' } }],
		['text under error', { error: 'no' }],
		['a detail', { detail: 'Generation not found' }],
		['a detail with a reason', { detail: { reason: 'unauthorized secret token', code: 1 } }],
		['a FastAPI list', { detail: [{ loc: ['body', 'prompt'], msg: 'required', type: 'missing' }] }],
		['a kie.ai refusal', { code: 422, msg: 'recordInfo is null', data: null }],
		['a PiAPI refusal', { code: 400, data: null, message: 'invalid key' }],
		['an AceData refusal', { success: false, error: { code: 'bad_request', message: 'no' } }],
		['a refusal with the ID of the request', { id: 'req-1', error: { message: 'no' } }],
		['a refusal with the ID of the request, in text', { id: 'req-1', error: 'no' }],
	])('gives no task: %s', (_name, body) => {
		expect(readTask(body)).toBeUndefined();
		expect(readTask(body, ID)).toBeUndefined();
	});

	it.each<[string, unknown]>([
		['a list in a list', [[[[{ id: ID }]]]]],
		['a very deep envelope', deep({ id: ID }, 400)],
		['keys of Object.prototype', JSON.parse('{"__proto__":{"id":"x"},"constructor":{"id":"x"}}')],
		[
			'wrong types everywhere',
			{ id: {}, state: [], video: 7, data: 'x', output: true, assets: 'x' },
		],
		['half of a JSON string', { data: '{"id":' }],
		['a link that cannot be parsed', { id: ID, video: { url: 'https://' } }],
	])('never makes the reader throw: %s', (_name, body) => {
		expect(() => readTask(body)).not.toThrow();
		expect(() => readTask(body, ID)).not.toThrow();
	});
});

function deep(inner: unknown, levels: number): unknown {
	let body = inner;
	for (let level = 0; level < levels; level++) body = { data: body };
	return body;
}

describe('the generation inside a record', () => {
	it('is found inside up to five envelopes', () => {
		const task = { id: ID, state: 'pending' };
		expect(readTask(deep(task, 5))?.taskId).toBe(ID);
		expect(readTask(deep(task, 6))).toBeUndefined();
		const tasks = { tasks: [task, { ...task, id: 'other' }] };
		expect(readTasks(deep(tasks, 5))).toHaveLength(2);
		expect(readTasks(deep(tasks, 6))).toHaveLength(0);
	});

	it('is not completed while the record around its list of videos says that it is running', () => {
		const body = { status: 'processing', data: [{ url: CLEAN }] };
		expect(readTask(body, ID)).toMatchObject({ taskId: ID, state: 'processing' });
	});

	it('is read from a JSON string', () => {
		const inner = JSON.stringify(BODIES['comet-completed']);
		const task = readTask({
			code: 'success',
			data: { task_id: ID, status: 'SUCCESS', data: inner },
		});
		expect(task).toMatchObject({ taskId: ID, state: 'completed', width: 752 });
	});

	it('is not completed while the record says that it is running', () => {
		const body = { task_id: ID, status: 'IN_PROGRESS', data: BODIES['comet-completed'] };
		expect(readTask(body)?.state).toBe('processing');
	});

	it('is not completed while it says so itself, whatever the record says', () => {
		const data = { id: ID, state: 'dreaming', video: null };
		expect(readTask({ task_id: ID, status: 'SUCCESS', data })).toMatchObject({
			state: 'processing',
			gatewayState: 'dreaming',
		});
	});

	it.each(['ok', 'OK', '200', 'true'])(
		'is completed although its envelope has the state %p, which is about the request',
		(status) => {
			const body = { status, message: '', data: BODIES['comet-completed'] };
			expect(readTask(body)?.state).toBe('completed');
		},
	);

	it('is failed if the record says so, although it still says that it is running', () => {
		const data = { id: ID, state: 'processing', video: null };
		expect(readTask({ task_id: ID, status: 'FAILURE', fail_reason: 'gone', data })).toMatchObject({
			state: 'failed',
			failureReason: 'gone',
		});
	});

	it('is failed if the record says so and has no generation', () => {
		const body = { task_id: ID, status: 'FAILURE', fail_reason: 'timeout at upstream', data: null };
		expect(readTask(body)).toMatchObject({
			state: 'failed',
			gatewayState: 'FAILURE',
			failureReason: 'timeout at upstream',
		});
	});
});

describe('the link to the video', () => {
	/** Links under all keys at once, those without a watermark first (docs/gateways.md#watermark-free-links). */
	const everywhere = () => ({
		id: ID,
		state: 'completed',
		video_raw: { url: 'https://cdn.example.com/1.mp4' },
		artifact: {
			video_raw: { url: 'https://cdn.example.com/2.mp4' },
			video: {
				url: 'https://cdn.example.com/8.mp4',
				download_url: 'https://cdn.example.com/4.mp4',
			},
		},
		video: { url: 'https://cdn.example.com/7.mp4', download_url: 'https://cdn.example.com/3.mp4' },
		assets: { video: 'https://cdn.example.com/5.mp4' },
	});
	type Body = ReturnType<typeof everywhere>;
	const drops: Array<(body: Body) => void> = [
		(body) => (body.video_raw.url = ''),
		(body) => (body.artifact.video_raw.url = ''),
		(body) => (body.video.download_url = ''),
		(body) => (body.artifact.video.download_url = ''),
		(body) => (body.assets.video = ''),
		(body) => (body.video.url = ''),
	];

	it.each([
		[0, '1.mp4', 'video_raw.url'],
		[1, '2.mp4', 'artifact.video_raw.url'],
		[2, '3.mp4', 'video.download_url'],
		[3, '4.mp4', 'artifact.video.download_url'],
		[4, '5.mp4', 'assets.video'],
		[5, '7.mp4', 'video.url'],
		[6, '8.mp4', 'artifact.video.url'],
	])('is, without the %i preferred ones, %s: %s', (dropped, file) => {
		const body = everywhere();
		drops.slice(0, dropped).forEach((drop) => drop(body));
		expect(readTask(body)?.videoUrl).toBe(`https://cdn.example.com/${file}`);
	});

	it('is one without a watermark, even if a watermarked one has a preferred key', () => {
		const body = { id: ID, state: 'completed', video_raw: { url: MARKED }, video: { url: CLEAN } };
		expect(readTask(body)).toMatchObject({ videoUrl: CLEAN, watermarkedVideoUrl: MARKED });
	});

	it('is the watermarked one if there is no other', () => {
		const body = { id: ID, state: 'completed', video: { url: MARKED, download_url: '' } };
		expect(readTask(body)).toMatchObject({
			state: 'completed',
			videoUrl: MARKED,
			watermarkedVideoUrl: MARKED,
		});
	});

	it.each([
		['file:///etc/passwd'],
		['ftp://cdn.example.com/video.mp4'],
		['data:video/mp4;base64,AAAA'],
		['javascript:alert(1)'],
		['//cdn.example.com/video.mp4'],
		['/video.mp4'],
		['https://'],
		['video.mp4'],
		[''],
		['   '],
		[null],
		[7],
		[{}],
	])('cannot be %p', (url) => {
		expect(readTask({ id: ID, state: 'completed', video: { url } })).toMatchObject({
			state: 'processing',
			videoUrl: null,
		});
	});

	it('is not the preview of a task that is not completed (docs/gateways.md#dream-machine-task)', () => {
		expect(readTask(BODIES['official-dreaming'])?.videoUrl).toBeNull();
	});

	it('is the single link that some gateways send as output (docs/gateways.md#replicate)', () => {
		const body = { id: ID, status: 'succeeded', output: CLEAN, input: { prompt: 'cat dance' } };
		expect(readTask(body)).toMatchObject({
			state: 'completed',
			videoUrl: CLEAN,
			prompt: 'cat dance',
		});
	});

	it('is that of the video among outputs of several types (docs/gateways.md#agents-task)', () => {
		const output = [
			{ type: 'image', url: 'https://cdn.example.com/still.jpg' },
			{ type: 'exr', url: 'https://cdn.example.com/frames.zip' },
			{ type: 'video', url: CLEAN },
		];
		const task = readTask({ id: ID, type: 'video', state: 'completed', output });
		expect(task).toMatchObject({
			videoUrl: CLEAN,
			thumbnailUrl: 'https://cdn.example.com/still.jpg',
		});
		expect(task?.videos).toHaveLength(1);
	});
});

describe('a completed task without a link', () => {
	it.each([
		['no video at all', { id: ID, state: 'completed', video: null }],
		['empty texts', { id: ID, state: 'completed', video: { url: '', download_url: '' } }],
		['a missing video_raw', { id: ID, state: 'completed', video_raw: null, video: {} }],
		['an empty list of outputs', { id: ID, type: 'video', state: 'completed', output: [] }],
		['null assets', { id: ID, state: 'completed', assets: null }],
		['an empty list of videos', { task_id: ID, status: 'completed', data: [] }],
		['a thumbnail alone', { id: ID, state: 'completed', thumbnail: { url: `${CLEAN}.jpg` } }],
		['no results', { taskId: ID, successFlag: 1, response: { resultUrls: [] } }],
	])('is not completed: %s (docs/gateways.md#completed-without-a-link)', (_name, body) => {
		expect(readTask(body)).toMatchObject({ state: 'processing', videoUrl: null });
	});

	it('keeps the word of the gateway for its state', () => {
		expect(readTask(BODIES['web-completed-without-link'])?.gatewayState).toBe('completed');
	});

	it('is completed if it makes a picture, which has no video', () => {
		expect(readTask(BODIES['agents-image-completed'])?.state).toBe('completed');
		expect(readTask(BODIES['official-image-completed'])?.state).toBe('completed');
	});
});

describe('a task with two videos', () => {
	type Hk = {
		status: string;
		data: Array<{ id: string; state: string; artifact: unknown; failure_reason?: string }>;
	};

	function hk(status: string, first: string, second: string) {
		const body = bodyOf<Hk>('hk-completed');
		body.status = status;
		[first, second].forEach((state, index) => {
			body.data[index].state = state;
			if (state !== 'completed') body.data[index].artifact = null;
		});
		return body;
	}

	it.each([
		['completed', 'completed', 'completed', 'completed', 2],
		['completed', 'completed', 'failed', 'completed', 1],
		['completed', 'failed', 'completed', 'completed', 1],
		['completed', 'error', 'error', 'failed', 0],
		['processing', 'completed', 'processing', 'processing', 1],
		['processing', 'pending', 'completed', 'processing', 1],
		['processing', 'failed', 'processing', 'processing', 0],
		['pending', 'pending', 'pending', 'queued', 0],
		['pending', 'pending', 'processing', 'processing', 0],
		['processing', 'completed', 'completed', 'processing', 2],
		['completed', 'completed', 'processing', 'processing', 1],
		['pending', 'completed', 'completed', 'processing', 2],
		['failed', 'processing', 'pending', 'failed', 0],
		['failed', 'completed', 'processing', 'completed', 1],
		['failed', 'failed', 'failed', 'failed', 0],
		['error', 'failed', 'error', 'failed', 0],
	])('with the states %s (%s, %s) is %s', (status, first, second, state, links) => {
		const task = readTask(hk(status, first, second));
		expect(task?.state).toBe(state);
		expect(task?.videos.filter(({ videoUrl }) => videoUrl !== null)).toHaveLength(links);
		expect(task?.videos).toHaveLength(2);
	});

	it('has the fields of its first completed video', () => {
		const task = readTask(hk('processing', 'processing', 'completed'));
		expect(task?.videoUrl).toBe(task?.videos[1].videoUrl);
		expect(task?.videoUrl).toMatch(/^https:/);
	});

	it('is not completed while one of its links is missing', () => {
		const body = hk('completed', 'completed', 'completed');
		body.data[1].artifact = null;
		const task = readTask(body);
		expect(task?.state).toBe('processing');
		expect(task?.videos.map(({ state }) => state)).toStrictEqual(['completed', 'processing']);
	});

	it('gives the failure reason of one video only in the list of videos', () => {
		const task = readTask(BODIES['hk-one-failed']);
		expect(task?.failureReason).toBeNull();
		expect(task?.videos.map(({ failureReason }) => failureReason)).toStrictEqual([
			'Frame moderation failed',
			null,
		]);
	});

	it('gives the failure reason of the first video if both failed', () => {
		const body = hk('failed', 'failed', 'failed');
		body.data[0].failure_reason = 'Contains blacklisted words';
		expect(readTask(body)).toMatchObject({
			state: 'failed',
			failureReason: 'Contains blacklisted words',
			videoUrl: null,
		});
	});
});

describe('a failed task', () => {
	it.each([
		['failure_reason', { failure_reason: 'Prompt processing failed' }],
		['fail_reason', { fail_reason: 'Prompt processing failed' }],
		['error_message', { error_message: 'Prompt processing failed' }],
		['errorMessage', { errorMessage: 'Prompt processing failed' }],
		['error.message', { error: { message: 'Prompt processing failed' } }],
		['error as text', { error: 'Prompt processing failed' }],
		['message', { message: 'Prompt processing failed' }],
		['msg', { msg: 'Prompt processing failed' }],
		['detail', { detail: 'Prompt processing failed' }],
	])('has the failure reason from %s (docs/gateways.md#error-text-fields)', (_name, fields) => {
		expect(readTask({ id: ID, state: 'failed', ...fields })).toMatchObject({
			state: 'failed',
			failureReason: 'Prompt processing failed',
		});
	});

	it.each([[''], ['  '], [null], [undefined], ['success'], ['OK']])(
		'has no failure reason if the gateway sends %p',
		(failure_reason) => {
			expect(readTask({ id: ID, state: 'failed', failure_reason })?.failureReason).toBeNull();
		},
	);

	it('has the inner failure reason if the outer one is empty', () => {
		const data = { state: 'failed', failure_reason: 'Frame moderation failed' };
		const body = { task_id: ID, status: 'FAILURE', fail_reason: '', message: '', data };
		expect(readTask(body)?.failureReason).toBe('Frame moderation failed');
	});

	it.each([
		'content_moderated',
		'generation_failed',
		'budget_exhausted',
		'output_not_found',
		'image_too_large',
		'unsupported_format',
		'corrupt_input',
		'invalid_request',
		'rate_limited',
	])('has the failure code %s (docs/gateways.md#agents-failures)', (failure_code) => {
		expect(readTask({ id: ID, state: 'failed', output: [], failure_code })).toMatchObject({
			failureCode: failure_code,
		});
	});

	it('has reason and code, unlike a task in another state', () => {
		const leftovers = { failure_reason: 'old', failure_code: 'old', message: 'hello' };
		expect(readTask({ id: ID, state: 'processing', ...leftovers })).toMatchObject({
			failureReason: null,
			failureCode: null,
			videos: [expect.objectContaining({ failureReason: null })],
		});
	});
});

describe('the reader of the other fields of a task', () => {
	it.each([
		['5', 5],
		['5s', 5],
		['5.04', 5.04],
		[5.041667, 5.041667],
		[0, null],
		['0', null],
		[-1, null],
		['', null],
		['long', null],
		[null, null],
		[{}, null],
	])('reads the duration %p as %p (docs/gateways.md#empty-values)', (duration, seconds) => {
		const body = { id: ID, state: 'completed', video_raw: { url: CLEAN, duration } };
		expect(readTask(body)?.durationSeconds).toBe(seconds);
	});

	it('reads a size from text, and ignores zero', () => {
		const video = { url: CLEAN, width: '1360', height: 0 };
		expect(readTask({ id: ID, state: 'completed', video })).toMatchObject({
			width: 1360,
			height: null,
		});
	});

	it.each([
		['ISO text', '2024-10-15T08:56:19.325Z', '2024-10-15T08:56:19.325Z'],
		['Unix seconds', 1719819313, '2024-07-01T07:35:13.000Z'],
		['Unix milliseconds', 1719819313000, '2024-07-01T07:35:13.000Z'],
		['Unix seconds in text', '1719819313', '2024-07-01T07:35:13.000Z'],
		['nanoseconds, which come as text', '1719819313000000000', '2024-07-01T07:35:13.000Z'],
		["Go's zero time", '0001-01-01T00:00:00Z', null],
		['zero', 0, null],
		['a number that is no time', 7, null],
		['a date without separators', '20240722124728', null],
		['empty text', '', null],
		['other text', 'yesterday', null],
		['null', null, null],
	])('reads the creation time from %s', (_name, created_at, expected) => {
		expect(readTask({ id: ID, state: 'pending', created_at })?.createdAt).toBe(expected);
	});

	it.each([1_719_819_313_000_000, 1_719_819_313_000_000_000, 1e21, Infinity, -Infinity, -1, NaN])(
		'reads no impossible time from %p',
		(created_at) => {
			const createdAt = readTask({ id: ID, state: 'pending', created_at })?.createdAt;
			expect(Date.parse(createdAt ?? '2024-07-01')).toBeLessThan(Date.parse('2100-01-01'));
		},
	);

	it('prefers the ID of the relay under task_id, even a long number', () => {
		const data = { id: ID, state: 'pending' };
		expect(readTask({ task_id: '1719819313123456', data })?.taskId).toBe('1719819313123456');
		expect(readTask({ id: '1719819313123456', data })?.taskId).toBe(ID);
	});

	it('reads no ID from a number that is not a safe integer', () => {
		const ids = [Infinity, NaN, 1.5, 2 ** 53].map((id) => readTask({ id, state: 'pending' }));
		expect(ids).toEqual([undefined, undefined, undefined, undefined]);
	});

	it('finds the creation time of a record with the zero time in another field (docs/gateways.md#web-dialect-task)', () => {
		const body = {
			id: ID,
			state: 'pending',
			created_at: '0001-01-01T00:00:00Z',
			submit_time: 1719819313,
		};
		expect(readTask(body)?.createdAt).toBe('2024-07-01T07:35:13.000Z');
	});

	it.each([
		['prompt', { prompt: 'cat dance' }],
		['user_prompt', { user_prompt: 'cat dance' }],
		['request.prompt', { prompt: '', request: { prompt: 'cat dance' } }],
		['request.user_prompt', { request: { user_prompt: 'cat dance' } }],
		['input.prompt', { input: { prompt: 'cat dance' } }],
	])('finds the prompt in %s', (_name, fields) => {
		expect(readTask({ id: ID, state: 'pending', ...fields })?.prompt).toBe('cat dance');
	});

	it('reads the wait that the gateway estimates', () => {
		expect(readTask({ id: ID, estimate_wait_seconds: 90 })?.estimatedWaitSeconds).toBe(90);
		expect(readTask({ id: ID, estimate_wait_seconds: null })?.estimatedWaitSeconds).toBeNull();
	});

	it('reads links to pictures from text without an object around it', () => {
		const body = { id: ID, state: 'completed', video: { url: CLEAN }, last_frame_url: OTHER };
		expect(readTask({ ...body, thumbnail: `${CLEAN}.jpg` })).toMatchObject({
			thumbnailUrl: `${CLEAN}.jpg`,
			lastFrameUrl: OTHER,
		});
	});

	it('gives a queued task without other fields for an ID alone', () => {
		expect(readTask({ task_id: ID })).toStrictEqual({
			...emptyVideo(),
			taskId: ID,
			gatewayState: null,
			prompt: null,
			createdAt: null,
			failureCode: null,
			estimatedWaitSeconds: null,
			videos: [emptyVideo()],
		});
	});
});

const emptyVideo = () => ({
	state: 'queued',
	videoUrl: null,
	watermarkedVideoUrl: null,
	thumbnailUrl: null,
	lastFrameUrl: null,
	width: null,
	height: null,
	durationSeconds: null,
	expiresAt: null,
	failureReason: null,
});

describe('the link in an answer without a task', () => {
	const { url } = bodyOf<{ url: string }>('no-mark');

	it.each([
		['the documented form (docs/gateways.md#rixapi-clean-link)', { url }],
		['text', url],
		['a wrapped form', { code: 'success', message: '', data: { url } }],
		['a link under data', { code: 200, data: url }],
		['download_url', { download_url: url }],
		['a whole task', { id: ID, video: { download_url: url } }],
	])('is read from %s', (_name, body) => {
		expect(readLink(body)).toBe(url);
	});

	it.each([
		['nothing', undefined],
		['null', null],
		['an empty text', { url: '' }],
		['a refusal', { code: 'fail_to_fetch_task', message: 'not completed', data: null }],
		['a link to a local file', { url: 'file:///etc/passwd' }],
		['plain words', 'not ready'],
		['a list', [url]],
	])('is not found in %s', (_name, body) => {
		expect(readLink(body)).toBeUndefined();
	});
});

describe('a record with a plain "url"', () => {
	it.each([
		['https://cdn.example.com/a/film.mp4', 'https://cdn.example.com/a/film.mp4', 'completed'],
		[
			'https://cdn.example.com/a/content?id=1',
			'https://cdn.example.com/a/content?id=1',
			'completed',
		],
		['https://cdn.example.com/a/cover.jpg', null, 'processing'],
	])('has a video unless the link is to a picture: %s', (url, videoUrl, state) => {
		const body = { task_id: 'a1', status: 'SUCCESS', url, format: 'mp4' };
		expect(readTask(body)).toMatchObject({ taskId: 'a1', state, videoUrl });
	});
});

describe('a record with two state words', () => {
	const links = { id: 'x', video_url: 'https://cdn.example.com/v.mp4' };

	it.each([
		[{ state: 'completed', status: 'IN_PROGRESS' }],
		[{ status: 'queued', state: 'completed' }],
		[{ successFlag: 1, state: 'processing' }],
	])('is not completed if one says so: %p', (words) => {
		expect(['queued', 'processing']).toContain(readTask({ ...links, ...words })?.state);
	});

	it.each([[{ state: 'completed', status: 'ok' }], [{ successFlag: 1 }]])(
		'is completed if the other one is not about the task: %p',
		(words) => {
			expect(readTask({ ...links, ...words })?.state).toBe('completed');
		},
	);
});
