import type { GatewayRequest } from '../../../nodes/Luma/gateways/gateway';
import { LumaFailure } from '../../../nodes/Luma/task/failure';
import type { TaskAnswer } from '../../../nodes/Luma/task/task';
import { fetchTask, fetchTasks, readsAtOnce } from '../../../nodes/Luma/transport/fetchTasks';
import { BODIES, bodyOf, EXPECTED } from '../../fixtures';
import { answerOf, gatewayOf, HTML } from '../answer';
import { idIn, networkLost, notFound, clientOf } from '../fakeClient';

const rix = gatewayOf('rixApi');
const comet = gatewayOf('cometApi');
const hk = gatewayOf('openAiHk');
const ID = 'fc7fb008-7a5e-40ad-a7ff-dbb63db61be8';

const invalidUrl = () => answerOf(404, { error: { message: 'Invalid URL (GET /x)', code: '' } });
const running = (id: string) => ({ id, state: 'processing', video: null });
const done = (id: string) => ({
	id,
	state: 'completed',
	video: { url: `https://cdn.example.com/${id}.mp4` },
});
const stateOf = (fetched: unknown) => (fetched as TaskAnswer).task.state;
const codeOf = (fetched: unknown) => (fetched as LumaFailure).code;

describe('reading one task', () => {
	it('gives the task with the requested ID, and the body', async () => {
		const client = clientOf(comet, () => answerOf(200, BODIES['comet-completed']));
		const answer = await fetchTask(client, ID);
		expect(answer.task).toMatchObject({ taskId: ID, state: 'completed', width: 752 });
		expect(answer.body).toStrictEqual(BODIES['comet-completed']);
		expect(client.calls()).toStrictEqual([`GET /dream-machine/v1/generations/${ID}`]);
		expect(client.sent[0].body).toBeUndefined();
	});

	it.each<[string, number, unknown, string]>([
		['a refusal', 401, { detail: 'Invalid API key' }, 'auth'],
		['a cut answer', 200, '{"id":"x","state":"completed","vid', 'badResponse'],
		['a web page', 200, HTML, 'badResponse'],
		['nothing', 200, '', 'badResponse'],
		['the empty result of new-api', 200, { code: 'success', data: null }, 'taskNotFound'],
		['a task in a 500', 500, done(ID), 'gateway'],
		['a redirect', 302, done(ID), 'gateway'],
	])('fails with the task ID after %s', async (_name, status, body, code) => {
		const client = clientOf(comet, () => answerOf(status, body));
		const failure = await fetchTask(client, ID).catch((caught: LumaFailure) => caught);
		expect(failure).toBeInstanceOf(LumaFailure);
		expect(failure).toMatchObject({ code, facts: { taskId: ID } });
		expect((failure as LumaFailure).message).toContain(ID);
		expect(client.sent).toHaveLength(1);
	});

	it('fails with the task ID after a lost connection', async () => {
		const client = clientOf(comet, () => networkLost(true));
		const failure = await fetchTask(client, ID).catch((caught: LumaFailure) => caught);
		expect(failure).toMatchObject({ code: 'network', facts: { taskId: ID, retryable: true } });
		expect((failure as LumaFailure).message).toContain(ID);
	});
});

describe('reading a task of OpenAI-HK', () => {
	const both = [`GET /luma/generations/${ID}`, `GET /luma/v2/generations/${ID}`];

	it('tries the second path if the first does not exist (docs/gateways.md#openai-hk)', async () => {
		const client = clientOf(hk, ({ path }) =>
			path.startsWith('/luma/v2/') ? answerOf(200, BODIES['hk-completed']) : invalidUrl(),
		);
		expect((await fetchTask(client, ID)).task.videos).toHaveLength(2);
		expect(client.calls()).toStrictEqual(both);
	});

	it('sends no second request if the first path knows the task', async () => {
		const client = clientOf(hk, () => answerOf(200, BODIES['hk-half-done']));
		expect((await fetchTask(client, ID)).task.state).toBe('processing');
		expect(client.calls()).toStrictEqual(both.slice(0, 1));
	});

	it.each([400, 401, 429, 500, 502])('sends no second request after HTTP %i', async (status) => {
		const client = clientOf(hk, () => answerOf(status, { message: 'no' }));
		await expect(fetchTask(client, ID)).rejects.toMatchObject({ facts: { httpStatus: status } });
		expect(client.sent).toHaveLength(1);
	});

	it('fails with taskNotFound if both paths say so', async () => {
		const client = clientOf(hk, () => answerOf(404, { message: 'task not found' }));
		await expect(fetchTask(client, ID)).rejects.toMatchObject({ code: 'taskNotFound' });
		expect(client.sent).toHaveLength(2);
	});

	it('fails with taskNotFound if one path says so and the other does not exist', async () => {
		const client = clientOf(hk, ({ path }) =>
			path.startsWith('/luma/v2/') ? invalidUrl() : answerOf(404, { message: 'task not found' }),
		);
		await expect(fetchTask(client, ID)).rejects.toMatchObject({ code: 'taskNotFound' });
	});
});

describe('the watermark-free link of RixAPI', () => {
	const { url } = bodyOf<{ url: string }>('no-mark');
	const isLink = ({ path }: GatewayRequest) => path.endsWith('/download_video_url');

	it.each(['web-completed-without-link', 'web-watermarked-only'])(
		'is requested after %s (docs/gateways.md#completed-without-a-link)',
		async (name) => {
			const client = clientOf(rix, (request) =>
				answerOf(200, isLink(request) ? BODIES['no-mark'] : BODIES[name]),
			);
			const { task, body } = await fetchTask(client, ID);
			expect(task).toMatchObject({
				taskId: ID,
				state: 'completed',
				videoUrl: url,
				expiresAt: '2024-10-15T09:56:53.000Z',
			});
			expect(body).toStrictEqual(BODIES[name]);
			expect(client.calls()).toStrictEqual([
				`GET /luma/generations/${ID}`,
				`GET /luma/generations/${ID}/download_video_url`,
			]);
		},
	);

	it('is not requested if a layer around the completed one says that it failed', async () => {
		const video = { id: 'inner', state: 'completed', video: null };
		const body = { task_id: ID, status: 'FAILURE', fail_reason: 'moderated', data: video };
		const client = clientOf(rix, () => answerOf(200, body));
		const { task } = await fetchTask(client, ID);
		expect(task).toMatchObject({ state: 'failed', videoUrl: null, failureReason: 'moderated' });
		expect(client.sent).toHaveLength(1);
	});

	it('is not read from an answer that refuses it', async () => {
		const no = { code: 'fail', message: 'none', url: 'https://relay.example.com/help' };
		const client = clientOf(rix, (request) =>
			answerOf(200, isLink(request) ? no : BODIES['web-completed-without-link']),
		);
		expect((await fetchTask(client, ID)).task.videoUrl).toBeNull();
	});

	it('is read from plain text, too', async () => {
		const client = clientOf(rix, (request) =>
			answerOf(200, isLink(request) ? url : BODIES['web-watermarked-only']),
		);
		expect((await fetchTask(client, ID)).task.videoUrl).toBe(url);
	});

	it.each(['rix-pending', 'web-failed', 'artifact-completed', 'gptbest-completed', 'hk-completed'])(
		'is not requested after %s',
		async (name) => {
			const client = clientOf(rix, () => answerOf(200, BODIES[name]));
			await fetchTask(client, ID);
			expect(client.sent).toHaveLength(1);
		},
	);

	it('is not requested for two videos, since it would belong to only one of them', async () => {
		const body = bodyOf<{ data: Array<{ artifact: { video_raw: unknown } }> }>('hk-completed');
		for (const { artifact } of body.data) artifact.video_raw = null;
		const client = clientOf(rix, () => answerOf(200, body));
		expect((await fetchTask(client, ID)).task.videoUrl).toContain('watermarked_');
		expect(client.sent).toHaveLength(1);
	});

	it.each<[string, () => ReturnType<typeof answerOf> | LumaFailure]>([
		[
			'the request is refused',
			() => answerOf(400, { code: 'fail_to_fetch_task', message: 'not ready' }),
		],
		['the answer is empty text', () => answerOf(200, { url: '' })],
		['the answer is a web page', () => answerOf(200, HTML)],
		['the answer is another kind of link', () => answerOf(200, { url: 'file:///etc/passwd' })],
		['the rate limit is reached', () => answerOf(429, { message: 'too many' })],
		['the connection is lost', () => networkLost(true)],
	])('leaves the task as it is if %s', async (_name, reply) => {
		for (const name of ['web-completed-without-link', 'web-watermarked-only']) {
			const client = clientOf(rix, (request) =>
				isLink(request) ? reply() : answerOf(200, BODIES[name]),
			);
			const { simplified } = EXPECTED[name];
			expect((await fetchTask(client, ID)).task).toMatchObject({
				state: simplified.state,
				videoUrl: simplified.videoUrl,
				expiresAt: null,
			});
		}
	});

	it('is not requested from another gateway', async () => {
		const client = clientOf(comet, () => answerOf(200, BODIES['web-watermarked-only']));
		await fetchTask(client, ID);
		expect(client.sent).toHaveLength(1);
	});
});

describe('reading many tasks one by one', () => {
	const ids = Array.from({ length: 12 }, (_, index) => `task-${index}`);

	it('gives each ID its task or its failure, and never throws', async () => {
		const client = clientOf(comet, (request) => {
			const id = idIn(request);
			if (id === 'task-3') return notFound();
			return id === 'task-7' ? networkLost(true) : answerOf(200, done(id));
		});
		const found = await fetchTasks(client, ids, true);
		expect([...found.keys()].sort()).toStrictEqual([...ids].sort());
		expect(codeOf(found.get('task-3'))).toBe('taskNotFound');
		expect(codeOf(found.get('task-7'))).toBe('network');
		expect((found.get('task-7') as LumaFailure).facts.taskId).toBe('task-7');
		expect((found.get('task-5') as TaskAnswer).task.videoUrl).toContain('task-5');
		expect(client.sent).toHaveLength(12);
	});

	it('runs several reads at once, but not all', async () => {
		let open = 0;
		let most = 0;
		const client = clientOf(comet, async (request) => {
			most = Math.max(most, ++open);
			await Promise.resolve();
			await Promise.resolve();
			open--;
			return answerOf(200, running(idIn(request)));
		});
		await fetchTasks(client, ids, false);
		expect(most).toBeGreaterThan(1);
		expect(most).toBeLessThan(12);
	});

	it('stops after a 429, and gives its failure to the remaining tasks', async () => {
		const client = clientOf(comet, (_request, count) =>
			count === 2
				? answerOf(429, { message: 'slow down' }, { 'retry-after': '9' })
				: answerOf(200, running('x')),
		);
		const found = await fetchTasks(client, ids, false);
		expect(client.sent.length).toBeLessThanOrEqual(5);
		expect(found.size).toBe(12);
		const last = found.get('task-11') as LumaFailure;
		expect(last).toMatchObject({
			code: 'rateLimit',
			facts: { taskId: 'task-11', retryAfterMs: 9_000, retryable: true },
		});
		expect(last.message).toContain('task-11');
		expect(last.message).not.toContain(`${ids[1]})`);
	});

	it('gives an empty result for no IDs', async () => {
		const client = clientOf(rix, notFound);
		expect((await fetchTasks(client, [], true)).size).toBe(0);
		expect(client.sent).toHaveLength(0);
	});
});

describe('reading many tasks with a batch request', () => {
	const record = (id: string, data: unknown = running(id)) => ({
		id: 13917,
		task_id: id,
		status: 'IN_PROGRESS',
		fail_reason: '',
		data,
	});
	const batchCall = 'POST /luma/tasks';
	const isBatch = ({ path }: GatewayRequest) => path === '/luma/tasks';
	const single = (id: string) => `GET /luma/generations/${id}`;

	it.each<[string, (ids: string[]) => unknown]>([
		[
			'wrapped records (docs/gateways.md#task-rows)',
			(ids) => ({ code: 'success', message: '', data: ids.map((id) => record(id)) }),
		],
		['a bare list (docs/gateways.md#rixapi-batch)', (ids) => ids.map((id) => running(id))],
		['another order', (ids) => [...ids].reverse().map((id) => running(id))],
	])('takes one request: %s', async (_name, answer) => {
		const client = clientOf(rix, ({ body }) => answerOf(200, answer(body?.ids as string[])));
		const found = await fetchTasks(client, ['a', 'b', 'c'], true);
		expect(client.sent).toStrictEqual([
			{ method: 'POST', path: '/luma/tasks', body: { ids: ['a', 'b', 'c'] } },
		]);
		for (const id of ['a', 'b', 'c']) {
			expect(found.get(id)).toMatchObject({ task: { taskId: id, state: 'processing' } });
		}
	});

	it('is not done for a single task, nor if single reads are requested', async () => {
		const client = clientOf(rix, (request) => answerOf(200, running(idIn(request))));
		await fetchTasks(client, ['a'], true);
		await fetchTasks(client, ['a', 'b'], false);
		expect(client.calls()).toStrictEqual([single('a'), single('a'), single('b')]);
	});

	it('reads tasks that the batch left out one by one', async () => {
		const client = clientOf(rix, (request) =>
			isBatch(request)
				? answerOf(200, { code: 'success', data: [record('b'), record('stranger')] })
				: answerOf(200, done(idIn(request))),
		);
		const found = await fetchTasks(client, ['a', 'b', 'c'], true);
		expect(client.calls()).toStrictEqual([batchCall, single('a'), single('c')]);
		expect(stateOf(found.get('a'))).toBe('completed');
		expect(stateOf(found.get('b'))).toBe('processing');
		expect([...found.keys()].sort()).toStrictEqual(['a', 'b', 'c']);
	});

	it('requests the watermark-free link of completed tasks', async () => {
		const marked = {
			id: 'a',
			state: 'completed',
			video: { url: 'https://cdn.example.com/watermarked_video.mp4' },
		};
		const client = clientOf(rix, (request) =>
			answerOf(200, isBatch(request) ? [marked, running('b')] : BODIES['no-mark']),
		);
		const found = await fetchTasks(client, ['a', 'b'], true);
		expect(client.calls()).toStrictEqual([batchCall, `${single('a')}/download_video_url`]);
		expect((found.get('a') as TaskAnswer).task.videoUrl).toContain('r2.cloudflarestorage.com');
	});

	it.each<[string, () => ReturnType<typeof answerOf>]>([
		['a wrong path', invalidUrl],
		['a web page', () => answerOf(404, HTML)],
		['a wrong method', () => answerOf(405, { message: 'Method Not Allowed' })],
		[
			'an unknown body',
			() => answerOf(400, { code: 'invalid_request', message: 'id is required' }),
		],
		['an unknown task', notFound],
		['a redirect', () => answerOf(301, '')],
		['an empty list', () => answerOf(200, { code: 'success', message: '', data: [] })],
		['nothing', () => answerOf(200, '')],
	])('falls back to single reads for the rest of the execution after %s', async (_name, refuse) => {
		const client = clientOf(rix, (request) =>
			isBatch(request) ? refuse() : answerOf(200, done(idIn(request))),
		);
		const found = await fetchTasks(client, ['a', 'b'], true);
		expect(client.calls()).toStrictEqual([batchCall, single('a'), single('b')]);
		expect([...found.values()].map(stateOf)).toStrictEqual(['completed', 'completed']);

		await fetchTasks(client, ['a', 'b'], true);
		expect(client.calls().filter((call) => call === batchCall)).toHaveLength(1);
	});

	it.each<[string, () => ReturnType<typeof answerOf> | LumaFailure, string]>([
		['a wrong key', () => answerOf(401, { error: { message: '无效的令牌' } }), 'auth'],
		['an empty account', () => answerOf(403, { code: 'quota_not_enough', message: 'no' }), 'quota'],
		['too many requests', () => answerOf(429, { message: 'slow down' }), 'rateLimit'],
		['a gateway that is down', () => answerOf(502, HTML), 'gateway'],
		['a lost connection', () => networkLost(true), 'network'],
	])(
		'gives each task the failure after %s, without reading them one by one',
		async (_name, reply, code) => {
			const client = clientOf(rix, reply);
			const found = await fetchTasks(client, ['task-a', 'task-b'], true);
			expect(client.calls()).toStrictEqual([batchCall]);
			for (const [id, fetched] of found) {
				const { message, facts } = fetched as LumaFailure;
				expect(codeOf(fetched)).toBe(code);
				expect(facts.taskId).toBe(id);
				expect(message).toContain(id);
				expect(message).not.toContain(id === 'task-a' ? 'task-b' : 'task-a');
			}
		},
	);

	it('splits more than a hundred tasks into several requests', async () => {
		const ids = Array.from({ length: 230 }, (_, index) => `task-${index}`);
		const client = clientOf(rix, ({ body }) => answerOf(200, (body?.ids as string[]).map(running)));
		const found = await fetchTasks(client, ids, true);
		expect(found.size).toBe(230);
		expect(client.sent.map(({ body }) => (body?.ids as string[]).length)).toStrictEqual([
			100, 100, 30,
		]);
	});

	it('reports how many tasks a request can read', () => {
		expect(readsAtOnce(clientOf(comet, notFound))).toBe(1);
		const client = clientOf(rix, notFound);
		expect(readsAtOnce(client)).toBe(100);
		client.singleReadsOnly = true;
		expect(readsAtOnce(client)).toBe(1);
	});
});
