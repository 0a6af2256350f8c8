import type { FailureCode } from '../../../nodes/Luma/task/failure';
import { readTask } from '../../../nodes/Luma/task/readTask';
import type { Task } from '../../../nodes/Luma/task/task';
import { toAnswerError, taskFailure } from '../../../nodes/Luma/task/answerError';
import { findMessage } from '../../../nodes/Luma/task/findMessage';
import { BODIES } from '../../fixtures';
import { answerOf, BEARER, gatewayOf, HTML } from '../answer';
import { expectOwnWords } from '../wording';

const gateway = gatewayOf('rixApi');
const ID = 'fc7fb008-7a5e-40ad-a7ff-dbb63db61be8';

/** The task error of new-api: no `error` object (docs/gateways.md#new-api-task-errors). */
const onTask = (code: unknown, message: string) => ({ code, message, data: null });
/** The OpenAI-style error (docs/gateways.md#openai-style-errors). */
const openAi = (message: string, code: unknown = '', type = 'new_api_error') => ({
	error: { message: `${message} (request id: 20250309)`, type, param: '', code },
});
const detail = (text: unknown) => ({ detail: text });

interface Row {
	status: number;
	body: unknown;
	code: FailureCode;
	/** The gateway's own message. */
	quote?: string;
	retryable?: boolean;
}

const ROWS: Row[] = [
	// docs/gateways.md#new-api-task-errors
	{
		status: 403,
		body: onTask('quota_not_enough', 'user quota is not enough'),
		code: 'quota',
		quote: 'user quota is not enough',
	},
	{
		status: 400,
		body: onTask('task_not_exist', 'task_not_exist'),
		code: 'taskNotFound',
		quote: 'task_not_exist',
	},
	{
		status: 400,
		body: onTask('task_origin_not_exist', 'task_origin_not_exist'),
		code: 'taskNotFound',
		quote: 'task_origin_not_exist',
	},
	{
		status: 400,
		body: onTask('fail_to_fetch_task', '{"detail":"Contains blacklisted words"}'),
		code: 'moderation',
		quote: 'Contains blacklisted words',
	},
	{
		status: 400,
		body: onTask('fail_to_fetch_task', '{"detail":"Prompt is required"}'),
		code: 'invalidInput',
		quote: 'Prompt is required',
	},
	{
		status: 500,
		body: onTask('fail_to_fetch_task', '请求上游地址失败'),
		code: 'gateway',
		quote: '请求上游地址失败',
		retryable: true,
	},
	{
		status: 500,
		body: onTask('do_request_failed', 'do request failed'),
		code: 'gateway',
		quote: 'do request failed',
		retryable: true,
	},
	{
		status: 500,
		body: onTask('get_task_failed', 'get_task_failed'),
		code: 'gateway',
		quote: 'get_task_failed',
		retryable: true,
	},
	{
		status: 400,
		body: onTask('invalid_request', 'prompt is empty'),
		code: 'invalidInput',
		quote: 'prompt is empty',
	},
	{
		status: 429,
		body: onTask('fail_to_fetch_task', '当前分组上游负载已饱和，请稍后再试'),
		code: 'rateLimit',
		quote: '当前分组上游负载已饱和，请稍后再试',
		retryable: true,
	},
	{ status: 200, body: { code: 'success', data: null }, code: 'taskNotFound' },
	// docs/gateways.md#openai-style-errors
	{ status: 401, body: openAi('无效的令牌'), code: 'auth', quote: '无效的令牌' },
	{ status: 401, body: openAi('该令牌已过期'), code: 'auth', quote: '该令牌已过期' },
	{ status: 401, body: openAi('未提供令牌'), code: 'auth', quote: '未提供令牌' },
	{
		status: 401,
		body: openAi('该令牌额度已用尽 TokenStatusExhausted[sk-3nT***5cK]'),
		code: 'quota',
		quote: '该令牌额度已用尽',
	},
	{
		status: 403,
		body: openAi('该令牌无权访问模型 luma'),
		code: 'auth',
		quote: '该令牌无权访问模型 luma',
	},
	{
		status: 403,
		body: openAi('您的余额不足', 'insufficient_user_quota'),
		code: 'quota',
		quote: '您的余额不足',
	},
	{
		status: 503,
		body: openAi('当前分组 default 下对于模型 luma 无可用渠道', 'model_not_found'),
		code: 'gateway',
		quote: '无可用渠道',
		retryable: true,
	},
	{
		status: 404,
		body: openAi('Invalid URL (GET /luma/x)', '', 'invalid_request_error'),
		code: 'gateway',
		quote: 'Invalid URL (GET /luma/x)',
	},
	{
		status: 400,
		body: openAi('bad response status code 400', 'bad_response_status_code', 'upstream_error'),
		code: 'invalidInput',
		quote: 'bad response status code 400',
	},
	{ status: 400, body: openAi('no', 7), code: 'invalidInput', quote: 'no' },
	{ status: 400, body: openAi('no', null), code: 'invalidInput', quote: 'no' },
	{ status: 400, body: openAi('no', { a: 1 }), code: 'invalidInput', quote: 'no' },
	// docs/gateways.md#cometapi-errors
	{
		status: 400,
		body: openAi('model name is required', '', 'comet_api_error'),
		code: 'invalidInput',
		quote: 'model name is required',
	},
	{
		status: 500,
		body: openAi('bad aspect_ratio', 'invalid_request', 'comet_api_error'),
		code: 'invalidInput',
		quote: 'bad aspect_ratio',
	},
	{
		status: 500,
		body: openAi('upstream busy', '', 'comet_api_error'),
		code: 'gateway',
		quote: 'upstream busy',
		retryable: true,
	},
	{
		status: 503,
		body: openAi('upstream busy', '', 'comet_api_error'),
		code: 'gateway',
		quote: 'upstream busy',
		retryable: true,
	},
	{
		status: 504,
		body: openAi('upstream busy', '', 'comet_api_error'),
		code: 'gateway',
		quote: 'upstream busy',
		retryable: true,
	},
	{ status: 524, body: HTML, code: 'gateway', retryable: true },
	{ status: 502, body: HTML, code: 'gateway', retryable: true },
	{ status: 429, body: HTML, code: 'rateLimit', retryable: true },
	{ status: 404, body: HTML, code: 'badResponse' },
	{ status: 200, body: HTML, code: 'badResponse' },
	{ status: 301, body: '', code: 'gateway' },
	{ status: 302, body: HTML, code: 'gateway' },
	// docs/gateways.md#errors-under-http-200
	{
		status: 200,
		body: { code: 401, msg: 'You do not have access permissions' },
		code: 'auth',
		quote: 'You do not have access permissions',
	},
	{ status: 200, body: { code: 402, msg: 'top up' }, code: 'quota', quote: 'top up' },
	{
		status: 200,
		body: { code: 422, msg: 'The prompt is empty' },
		code: 'invalidInput',
		quote: 'The prompt is empty',
	},
	{
		status: 200,
		body: { code: 429, msg: 'slow down' },
		code: 'rateLimit',
		quote: 'slow down',
		retryable: true,
	},
	{
		status: 200,
		body: { code: 500, msg: 'Server exception' },
		code: 'gateway',
		quote: 'Server exception',
		retryable: true,
	},
	{
		status: 200,
		body: { code: '500', message: 'Server exception', data: null },
		code: 'gateway',
		quote: 'Server exception',
		retryable: true,
	},
	{
		status: 200,
		body: { success: false, error: { code: 'api_stopped', message: 'we rest' } },
		code: 'gateway',
		quote: 'we rest',
		retryable: true,
	},
	// docs/gateways.md#doubled-json
	{
		status: 401,
		body: { detail: { reason: 'unauthorized secret token', code: 1 } },
		code: 'auth',
		quote: 'unauthorized secret token',
	},
	{
		status: 400,
		body: '{"detail":"Prompt is required"}{"detail":{"code":1,"reason":"unexpected end of JSON input"}}',
		code: 'invalidInput',
		quote: 'Prompt is required',
	},
	// docs/gateways.md#moderation-words
	{
		status: 400,
		body: detail('Advanced prompt moderation failed'),
		code: 'moderation',
		quote: 'Advanced prompt moderation failed',
	},
	{
		status: 400,
		body: detail('Prompt is too short, minimum length is 3 characters'),
		code: 'invalidInput',
		quote: 'Prompt is too short',
	},
	{
		status: 400,
		body: detail('Loop is not supported for keyframes'),
		code: 'invalidInput',
		quote: 'Loop is not supported for keyframes',
	},
	{
		status: 400,
		body: detail('No keyframes provided'),
		code: 'invalidInput',
		quote: 'No keyframes provided',
	},
	{
		status: 400,
		body: detail('Invalid keyframes: frame0 has no url'),
		code: 'invalidInput',
		quote: 'Invalid keyframes',
	},
	{
		status: 400,
		body: detail('Missing keyframe_indexes'),
		code: 'invalidInput',
		quote: 'Missing keyframe_indexes',
	},
	{
		status: 401,
		body: detail('Invalid API key is provided'),
		code: 'auth',
		quote: 'Invalid API key is provided',
	},
	{ status: 403, body: detail('Not authenticated'), code: 'auth', quote: 'Not authenticated' },
	{
		status: 422,
		body: detail([{ loc: ['body', 'prompt'], msg: 'Field required', type: 'missing' }]),
		code: 'invalidInput',
		quote: 'Field required',
	},
	// docs/gateways.md#agents-errors
	{
		status: 400,
		body: detail('Unknown model: x'),
		code: 'invalidInput',
		quote: 'Unknown model: x',
	},
	{
		status: 400,
		body: detail("Invalid aspect_ratio '4:3'. Valid: 16:9"),
		code: 'invalidInput',
		quote: "Invalid aspect_ratio '4:3'",
	},
	{
		status: 400,
		body: detail('Prompt must be between 1 and 6000 characters'),
		code: 'invalidInput',
		quote: 'Prompt must be between',
	},
	{
		status: 401,
		body: detail('Missing or invalid API key'),
		code: 'auth',
		quote: 'Missing or invalid API key',
	},
	{
		status: 401,
		body: detail('API key has been revoked'),
		code: 'auth',
		quote: 'API key has been revoked',
	},
	{ status: 401, body: detail('API key has expired'), code: 'auth', quote: 'API key has expired' },
	{
		status: 402,
		body: detail('Insufficient credits. Please add credits to continue.'),
		code: 'quota',
		quote: 'Insufficient credits',
	},
	{
		status: 403,
		body: detail('API client is suspended'),
		code: 'auth',
		quote: 'API client is suspended',
	},
	{
		status: 404,
		body: detail('Generation not found'),
		code: 'taskNotFound',
		quote: 'Generation not found',
	},
	{
		status: 413,
		body: detail('Image exceeds 50 MB size limit'),
		code: 'invalidInput',
		quote: 'Image exceeds 50 MB',
	},
	{
		status: 422,
		body: detail('image_ref[0]: failed to fetch URL (HTTP 404)'),
		code: 'invalidInput',
		quote: 'failed to fetch URL',
	},
	{
		status: 429,
		body: detail('Rate limit exceeded'),
		code: 'rateLimit',
		quote: 'Rate limit exceeded',
		retryable: true,
	},
	{
		status: 429,
		body: detail('Too many concurrent jobs'),
		code: 'rateLimit',
		quote: 'Too many concurrent jobs',
		retryable: true,
	},
	{
		status: 502,
		body: detail('Upstream service unavailable'),
		code: 'gateway',
		quote: 'Upstream service unavailable',
		retryable: true,
	},
	{
		status: 503,
		body: detail('Image URL ingestion unavailable'),
		code: 'gateway',
		quote: 'Image URL ingestion unavailable',
		retryable: true,
	},
	// Luma's own SDK retries after a 408 (docs/gateways.md#dream-machine-sdk).
	{
		status: 408,
		body: detail('Request Timeout'),
		code: 'gateway',
		quote: 'Request Timeout',
		retryable: true,
	},
	// docs/gateways.md#unknown-tasks
	{ status: 404, body: { message: 'nothing here' }, code: 'taskNotFound', quote: 'nothing here' },
	{ status: 404, body: '', code: 'gateway' },
	{
		status: 405,
		body: { message: 'Method Not Allowed' },
		code: 'gateway',
		quote: 'Method Not Allowed',
	},
	// Answers without a message
	{ status: 200, body: '', code: 'badResponse', retryable: true },
	{ status: 200, body: {}, code: 'badResponse', retryable: true },
	{ status: 200, body: '{"state":"pro', code: 'badResponse', retryable: true },
	{ status: 401, body: {}, code: 'auth' },
	{ status: 402, body: {}, code: 'quota' },
	{ status: 429, body: {}, code: 'rateLimit', retryable: true },
	{ status: 500, body: '', code: 'gateway', retryable: true },
	{
		status: 500,
		body: 'Internal Server Error',
		code: 'gateway',
		quote: 'Internal Server Error',
		retryable: true,
	},
];

describe('an answer without a task', () => {
	it.each(ROWS.map((row) => ({ ...row, shown: JSON.stringify(row.body) })))(
		'with HTTP $status has the code $code: $shown',
		({ status, body, code, quote, retryable }) => {
			const failure = toAnswerError(answerOf(status, body), gateway, ID);
			expect(failure.code).toBe(code);
			if (quote) expect(failure.message).toContain(quote);
			expect(failure.message).toContain(gateway.label);
			expect(failure.message).toContain(ID);
			expect(failure.facts).toMatchObject({ taskId: ID, httpStatus: status, gateway: 'rixApi' });
			expect(failure.facts.retryable ?? false).toBe(retryable ?? false);
			expect(failure.facts.mayBeCharged ?? false).toBe(false);
			expectOwnWords(failure, findMessage(answerOf(status, body).body) ?? quote);
		},
	);

	it('to a submit does not become taskNotFound by a 404 alone', () => {
		const failure = toAnswerError(answerOf(404, { message: 'nothing here' }), gateway);
		expect(failure.code).toBe('gateway');
		expect(failure.facts.taskId).toBeUndefined();
	});

	it('to a submit becomes taskNotFound if it says so, since a frame can refer to a task', () => {
		expect(toAnswerError(answerOf(404, detail('Generation not found')), gateway).code).toBe(
			'taskNotFound',
		);
	});

	it.each([
		['a redirect', 301, ''],
		['a web page', 200, HTML],
		['a wrong path', 404, openAi('Invalid URL (GET /x)')],
		['a wrong method', 405, {}],
	])('tells the user to check the base URL after %s', (_name, status, body) => {
		const { description, facts } = toAnswerError(answerOf(status, body), gateway, ID);
		expect(description).toContain("'Base URL'");
		expect(facts.retryable ?? false).toBe(false);
	});

	it('counts as a web page by its content type too', () => {
		const answer = answerOf(200, 'Welcome', { 'content-type': 'text/html; charset=utf-8' });
		expect(toAnswerError(answer, gateway, ID)).toMatchObject({ code: 'badResponse' });
	});

	it('does not count as a web page if it is JSON with a wrong content type', () => {
		const answer = answerOf(402, detail('top up'), { 'content-type': 'text/html' });
		expect(toAnswerError(answer, gateway, ID)).toMatchObject({ code: 'quota' });
	});

	it('never quotes the key that a relay prints (docs/gateways.md#masked-keys)', () => {
		const masked = 'TokenStatusExhausted[sk-3nT***5cK]';
		for (const key of [masked, `Bearer ${BEARER}`, encodeURIComponent(BEARER)]) {
			const { message, description } = toAnswerError(answerOf(401, openAi(`令牌 ${key}`)), gateway);
			expect(message + description).not.toMatch(/3nT|5cK/);
		}
	});

	it('is quoted in part if its message is long', () => {
		const { message } = toAnswerError(answerOf(400, detail('x'.repeat(5_000))), gateway, ID);
		expect(message.length).toBeLessThan(500);
		expect(message).toContain('x'.repeat(200));
	});
});

describe('the pause that the gateway requests', () => {
	const NOW = '2026-04-08T12:00:00.000Z';
	beforeEach(() => jest.useFakeTimers({ now: Date.parse(NOW) }));
	afterEach(() => jest.useRealTimers());

	it.each<[unknown, number | undefined]>([
		['60', 60_000],
		['0', 0],
		[60, 60_000],
		[' 5 ', 5_000],
		['12.7', 12_700],
		['0.5', 500],
		['Wed, 08 Apr 2026 12:01:30 GMT', 90_000],
		['Wed, 08 Apr 2026 11:00:00 GMT', 0],
		['soon', undefined],
		['', undefined],
		[undefined, undefined],
	])('is read from Retry-After %p: %p ms (docs/gateways.md#rate-limits)', (value, milliseconds) => {
		const answer = answerOf(429, detail('Too many concurrent jobs'), { 'retry-after': value });
		expect(toAnswerError(answer, gateway, ID).facts.retryAfterMs).toBe(milliseconds);
	});
});

describe('the failure of a task', () => {
	const failureOf = (name: string, fields: Partial<Task> = {}) =>
		taskFailure(gateway, { ...(readTask(BODIES[name]) as Task), ...fields });

	it.each<[string, string | null, string | null, FailureCode, boolean]>([
		[
			'docs/gateways.md#dream-machine-failures',
			'Contains blacklisted words',
			null,
			'moderation',
			false,
		],
		[
			'docs/gateways.md#dream-machine-failures',
			'Frame moderation failed',
			null,
			'moderation',
			false,
		],
		[
			'docs/gateways.md#dream-machine-failures',
			'Advanced prompt moderation failed',
			null,
			'moderation',
			false,
		],
		[
			'docs/gateways.md#dream-machine-failures',
			'Prompt processing failed',
			null,
			'taskFailed',
			false,
		],
		[
			'docs/gateways.md#dream-machine-failures',
			'Failed to read user input frames',
			null,
			'taskFailed',
			false,
		],
		[
			'docs/gateways.md#agents-failures',
			'Generation output was flagged by our content moderation system.',
			'content_moderated',
			'moderation',
			false,
		],
		[
			'docs/gateways.md#agents-failures',
			'Insufficient credits to complete this generation.',
			'budget_exhausted',
			'quota',
			false,
		],
		[
			'docs/gateways.md#agents-failures',
			'Generation failed',
			'generation_failed',
			'taskFailed',
			true,
		],
		[
			'docs/gateways.md#agents-failures',
			'Output artifacts not found',
			'output_not_found',
			'taskFailed',
			true,
		],
		['docs/gateways.md#agents-failures', 'Image too large', 'image_too_large', 'taskFailed', false],
		['docs/gateways.md#agents-failures', null, 'content_moderated', 'moderation', false],
		['no message at all', null, null, 'taskFailed', false],
	])(
		'has the code and the message for its reason (%s): %p, %p',
		(_source, failureReason, failureCode, code, retryable) => {
			const failure = failureOf('web-failed', { failureReason, failureCode });
			expect(failure.code).toBe(code);
			expect(failure.message).toContain('7a0f1c35-2f0b-4c83-9a8e-1f0f6e0f8a31');
			if (failureReason) expect(failure.message).toContain(failureReason);
			expect(failure.facts.retryable).toBe(retryable);
			expect(failure.facts).toMatchObject({ gateway: 'rixApi' });
			expectOwnWords(failure, failureReason ?? '');
		},
	);
});

describe('a code without a text form', () => {
	it.each(['code', 'type', 'error'])('does not throw under the key %s', (name) => {
		const odd = { code: { toString: 1 } };
		const body = { [name]: name === 'error' ? odd : odd.code };
		expect(toAnswerError(answerOf(200, body), gateway).facts.httpStatus).toBe(200);
	});
});
