import type { GatewayName } from '../../../nodes/Luma/gateways';
import type { LumaFailure } from '../../../nodes/Luma/task/failure';
import { submitTask } from '../../../nodes/Luma/transport/submitTask';
import { BODIES, EXPECTED } from '../../fixtures';
import { answerOf, gatewayOf, HTML } from '../answer';
import { networkLost, clientOf } from '../fakeClient';
import { expectOwnWords } from '../wording';

const request = {
	method: 'POST',
	path: '/luma/generations',
	body: { user_prompt: 'cat' },
} as const;

async function submit(status: number, body: unknown, name: GatewayName = 'rixApi') {
	const client = clientOf(gatewayOf(name), () => answerOf(status, body));
	const result = await submitTask(client, request).catch((failure: LumaFailure) => failure);
	expect(client.sent).toStrictEqual([request]);
	return result;
}

describe('an accepted submit', () => {
	it.each<[string, number, GatewayName]>([
		['comet-pending', 201, 'cometApi'],
		['rix-pending', 201, 'rixApi'],
		['yunwu-pending', 200, 'rixApi'],
		['openai-core-pending', 200, 'rixApi'],
		['web-submitted-list', 201, 'rixApi'],
		['hk-submitted', 200, 'openAiHk'],
		['agents-queued', 201, 'lumaAgents'],
		['official-queued', 201, 'dreamMachine'],
		['acedata-completed', 200, 'rixApi'],
		['batch-processing', 200, 'rixApi'],
	])('gives the task of %s and its body', async (fixture, status, name) => {
		expect(await submit(status, BODIES[fixture], name)).toMatchObject({
			task: { taskId: EXPECTED[fixture].simplified.taskId },
			body: BODIES[fixture],
		});
	});

	it('gives all digits of an ID that is a long number', async () => {
		expect(await submit(201, '{"id":7284619283746192837,"state":"pending"}')).toMatchObject({
			task: { taskId: '7284619283746192837', state: 'queued' },
		});
	});

	it('gives a task that failed at once, too', async () => {
		const answer = await submit(200, BODIES['web-failed']);
		expect(answer).toMatchObject({ task: { state: 'failed' } });
	});

	it('gives the task of an answer that is followed by a second document', async () => {
		const text = `${JSON.stringify(BODIES['rix-pending'])}{"detail":{"code":1}}`;
		expect(await submit(200, text)).toMatchObject({
			task: { taskId: EXPECTED['rix-pending'].simplified.taskId },
		});
	});

	it('may take longer than a read', async () => {
		const client = clientOf(gatewayOf('rixApi'), () => answerOf(201, BODIES['rix-pending']));
		await submitTask(client, request);
		expect(client.timeouts[0]).toBeGreaterThan(60);
	});
});

const onTask = (code: string, message: string) => ({ code, message, data: null });

describe('a refused submit', () => {
	it.each<[number, unknown, string]>([
		[400, { detail: 'Prompt is required' }, 'invalidInput'],
		[400, onTask('fail_to_fetch_task', '{"detail":"Contains blacklisted words"}'), 'moderation'],
		[401, { error: { message: '无效的令牌', type: 'new_api_error' } }, 'auth'],
		[402, { detail: 'Insufficient credits.' }, 'quota'],
		[403, onTask('quota_not_enough', 'user quota is not enough'), 'quota'],
		[404, { error: { message: 'Invalid URL (POST /x)' } }, 'gateway'],
		[404, HTML, 'badResponse'],
		[413, { detail: 'Image exceeds 50 MB size limit' }, 'invalidInput'],
		[422, { detail: 'image_ref[0]: failed to fetch URL (HTTP 404)' }, 'invalidInput'],
		[429, { detail: 'Too many concurrent jobs' }, 'rateLimit'],
		[301, '', 'gateway'],
		[302, HTML, 'gateway'],
		[500, { error: { message: 'bad', code: 'invalid_request' } }, 'invalidInput'],
		[502, { detail: 'Upstream service unavailable' }, 'gateway'],
		[503, { detail: 'Image URL ingestion unavailable' }, 'gateway'],
		[200, HTML, 'badResponse'],
		[200, { code: 401, msg: 'no permission' }, 'auth'],
		[200, onTask('quota_not_enough', 'user quota is not enough'), 'quota'],
		[200, { success: false, error: { code: 'bad_request', message: 'no prompt' } }, 'gateway'],
		[200, { id: 'req-1', error: { message: 'content policy' } }, 'moderation'],
		[200, { code: 402, id: 'req-1', message: 'insufficient credits' }, 'quota'],
		[500, onTask('quota_not_enough', ''), 'quota'],
		[
			500,
			{ error: { message: '', code: 'invalid_request', type: 'new_api_error' } },
			'invalidInput',
		],
		[502, { code: 'rate_limit_exceeded', message: '' }, 'rateLimit'],
	])('with HTTP %i and %j is not charged: %s', async (status, body, code) => {
		const failure = (await submit(status, body)) as LumaFailure;
		expect(failure.code).toBe(code);
		expect(failure.facts.mayBeCharged ?? false).toBe(false);
		expect(failure.facts).toMatchObject({ httpStatus: status, gateway: 'rixApi' });
		expect(failure.message).not.toMatch(/charged/);
	});

	it('keeps the pause that the gateway requests', async () => {
		const client = clientOf(gatewayOf('lumaAgents'), () =>
			answerOf(429, { detail: 'Too many concurrent jobs' }, { 'retry-after': '60' }),
		);
		await expect(submitTask(client, request)).rejects.toMatchObject({
			facts: { retryAfterMs: 60_000, retryable: true },
		});
	});

	it('keeps its failure if it was never sent', async () => {
		const lost = networkLost(false);
		const client = clientOf(gatewayOf('rixApi'), () => lost);
		await expect(submitTask(client, request)).rejects.toBe(lost);
		expect(client.sent).toHaveLength(1);
	});
});

function expectLost(failure: LumaFailure, quoted?: string) {
	expect(failure.facts).toMatchObject({ mayBeCharged: true, gateway: 'rixApi' });
	expect(failure.facts.retryable).toBe(false);
	expect(failure.message).toMatch(/may have been accepted and charged/);
	expectOwnWords(failure, quoted);
}

describe('a submit whose answer was lost', () => {
	it.each<[number, unknown]>([
		// A proxy reports that it got no answer.
		[408, ''],
		[502, HTML],
		[502, 'Bad Gateway'],
		[502, ''],
		// The server crashed while processing the request.
		[500, ''],
		[500, 'Internal Server Error'],
		[504, HTML],
		[504, { message: 'Endpoint request timed out' }],
		[520, HTML],
		[522, 'error code: 522'],
		[524, HTML],
		[524, 'error code: 524'],
		// A success without a task and without a reason.
		[200, ''],
		[201, ''],
		[204, ''],
		[200, '   '],
		[200, 'OK'],
		[200, {}],
		[200, []],
		[200, 'null'],
		[201, { state: 'pending', prompt: 'cat dance' }],
		[200, { code: 'success', message: '', data: null }],
		[200, { code: 200, msg: 'success' }],
		[200, { success: true }],
		// Words that name a cause, but without a refusal.
		[200, { code: 'success', message: 'queued (rate limit: 3 left)', data: { job: 'j1' } }],
		[200, { message: 'accepted, goes to moderation', job: 'j1' }],
		// The relay sent the request to Luma and got no answer.
		[200, { code: 504, message: 'no answer' }],
		[500, { message: 'upstream timed out while it was read' }],
		[502, { message: 'An invalid response was received from the upstream server' }],
		[503, { message: 'upstream reset the connection before headers' }],
		[500, onTask('do_request_failed', '请求上游地址失败')],
		[500, onTask('unmarshal_response_body_failed', 'invalid character')],
		[200, onTask('do_request_failed', '请求上游地址失败')],
		[200, { success: false, reason: 'upstream timed out' }],
		[503, 'upstream reset the connection before headers'],
		[503, 'upstream request timeout'],
		[502, {}],
		[503, HTML],
		[303, ''],
		[500, { code: 'fail_to_fetch_task', message: '' }],
		[502, { code: 'fail_to_fetch_task', message: HTML }],
	])('with HTTP %i and %j may be charged', async (status, body) => {
		const failure = (await submit(status, body)) as LumaFailure;
		expectLost(failure, typeof body === 'string' ? body.trim() : undefined);
		expect(failure.facts.httpStatus).toBe(status);
		expect(failure.facts.taskId).toBeUndefined();
		expect(failure.description).toContain('RixAPI');
	});

	it('keeps the task ID from the complete part of an answer that was cut off', async () => {
		const text = JSON.stringify(BODIES['comet-pending']);
		const failure = (await submit(201, text.slice(0, 120))) as LumaFailure;
		const { taskId } = EXPECTED['comet-pending'].simplified;
		expectLost(failure);
		expect(failure.facts.taskId).toBe(taskId);
		expect(failure.message).toContain(taskId);
		expect(failure.description).toContain(taskId);
	});

	it.each(['', '{"id":"fc7fb0', '<br />\n<b>Deprecated</b>: x in /app/x.php\n{"id":"fc7fb0"}'])(
		'may be charged even if PHP declares it as a web page: %p',
		async (text) => {
			const type = { 'content-type': 'text/html; charset=UTF-8' };
			const client = clientOf(gatewayOf('rixApi'), () => answerOf(200, text, type));
			const failure = await submitTask(client, request).catch((caught: LumaFailure) => caught);
			expect((failure as LumaFailure).facts).toMatchObject({ mayBeCharged: true });
		},
	);

	it.each([400, 429, 500, 503])('has the task ID from an answer with HTTP %i', async (status) => {
		const body = { message: 'database is locked', data: { task_id: 'fc7fb008' } };
		const failure = (await submit(status, body)) as LumaFailure;
		expectLost(failure, 'database is locked');
		expect(failure.message).toContain('fc7fb008');
		expect(failure.facts.taskId).toBe('fc7fb008');
	});

	it('has no task ID if the answer only repeats that of the request', async () => {
		const client = clientOf(gatewayOf('rixApi'), () =>
			answerOf(400, { message: 'cannot be extended', task_id: 'fc7fb008' }),
		);
		const extend = { ...request, path: '/luma/generations/fc7fb008/extend' };
		await expect(submitTask(client, extend)).rejects.toMatchObject({ facts: { retryable: false } });
		const failure = await submitTask(client, extend).catch((caught: LumaFailure) => caught);
		expect((failure as LumaFailure).facts).not.toHaveProperty('mayBeCharged');
	});

	it('has a task ID that a text of the request holds by chance', async () => {
		const client = clientOf(gatewayOf('rixApi'), () =>
			answerOf(429, { message: 'busy', task_id: '12' }),
		);
		const submit12 = { ...request, body: { user_prompt: '12 tigers' } };
		const failure = await submitTask(client, submit12).catch((caught: LumaFailure) => caught);
		expect((failure as LumaFailure).facts).toMatchObject({ mayBeCharged: true, taskId: '12' });
	});

	it('has no task ID if the answer was cut off within it', async () => {
		const text = JSON.stringify(BODIES['comet-pending']);
		const failure = (await submit(201, text.slice(0, 20))) as LumaFailure;
		expectLost(failure);
		expect(failure.facts.taskId).toBeUndefined();
	});

	it('may be charged if the connection was lost after it was sent', async () => {
		const client = clientOf(gatewayOf('rixApi'), () =>
			networkLost(true).withFacts({ gateway: 'rixApi' }),
		);
		const failure = await submitTask(client, request).catch((caught: LumaFailure) => caught);
		expectLost(failure as LumaFailure);
		expect(client.sent).toHaveLength(1);
	});
});
