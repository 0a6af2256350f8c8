import type { Fault } from './table';
import type { Outcome } from './outcome';

/* Documented refusals of relays and Luma (docs/gateways.md#errors), and those of proxies in front of them. */

const PAGE = '<html><body><center><h1>Sorry</h1></center><hr><center>nginx</center></body></html>';

/** `read` is only needed if its outcome differs from that of `submit`. */
const answer = (
	name: string,
	status: number,
	body: unknown,
	submit: Outcome,
	read: Outcome = submit,
): Fault => ({ name: `${status}: ${name}`, scenario: { status, body }, submit, read });

/** new-api's task error (docs/gateways.md#new-api-task-errors). */
const taskError = (code: string, message: string) => ({ code, message, data: null });
/** new-api's OpenAI-style error (docs/gateways.md#openai-style-errors). */
const openAi = (message: string, code: unknown = '', type = 'new_api_error') => ({
	error: { message: `${message} (request id: 20250309101112)`, type, param: '', code },
});

const newApi: Fault[] = [
	answer(
		'quota_not_enough',
		403,
		taskError('quota_not_enough', 'user quota is not enough'),
		'quota',
	),
	answer('task_not_exist', 400, taskError('task_not_exist', 'task_not_exist'), 'taskNotFound'),
	answer(
		'task_origin_not_exist',
		400,
		taskError('task_origin_not_exist', 'task_origin_not_exist'),
		'taskNotFound',
	),
	answer(
		'JSON inside a string: moderation',
		400,
		taskError('fail_to_fetch_task', '{"detail":"Contains blacklisted words"}'),
		'moderation',
	),
	answer(
		'fail_to_fetch_task',
		500,
		taskError('fail_to_fetch_task', '请求上游地址失败'),
		'gateway, retryable',
	),
	answer(
		'do_request_failed',
		500,
		taskError('do_request_failed', '请求上游地址失败'),
		'gateway, may be charged',
		'gateway, retryable',
	),
	answer('get_task_failed', 500, taskError('get_task_failed', 'database'), 'gateway, retryable'),
	answer('channel_not_found', 500, taskError('channel_not_found', 'none'), 'gateway, retryable'),
	answer('invalid_request', 400, taskError('invalid_request', 'prompt is bad'), 'invalidInput'),
	answer(
		'task_channel_disable',
		400,
		taskError('task_channel_disable', '该任务所属渠道已被禁用'),
		'invalidInput',
	),
	answer(
		'busy upstream',
		429,
		taskError('fail_to_fetch_task', '当前分组上游负载已饱和，请稍后再试'),
		'rateLimit, retryable',
	),
	answer(
		'an empty success',
		200,
		{ code: 'success', data: null },
		'badResponse, may be charged',
		'taskNotFound',
	),
];

const openAiStyle: Fault[] = [
	answer('an invalid key', 401, openAi('无效的令牌'), 'auth'),
	answer('an expired key', 401, openAi('该令牌已过期'), 'auth'),
	answer('no key', 401, openAi('未提供令牌'), 'auth'),
	answer('a key without access', 403, openAi('该令牌无权访问模型 luma_video_api'), 'auth'),
	answer('a numeric code', 401, openAi('Unauthorized', 401), 'auth'),
	answer('a null code', 403, openAi('Forbidden', null), 'auth'),
	answer(
		'no channel',
		503,
		openAi('当前分组 default 下对于模型 luma_video_api 无可用渠道'),
		'gateway, retryable',
	),
	answer(
		'an unavailable upstream',
		500,
		openAi('bad response status code 502', 'bad_response_status_code', 'upstream_error'),
		'gateway, retryable',
	),
	answer(
		'a wrong path',
		404,
		openAi('Invalid URL (POST /x)', '', 'invalid_request_error'),
		'gateway',
	),
	answer(
		'not enough credit',
		403,
		openAi('insufficient_user_quota', 'insufficient_user_quota'),
		'quota',
	),
	answer(
		'an error of CometAPI',
		400,
		{ error: { code: '', message: 'model name is required', type: 'comet_api_error' } },
		'invalidInput',
	),
	// A client error sent with a server error's status (docs/gateways.md#openai-style-errors).
	answer('invalid_request', 500, openAi('prompt is bad', 'invalid_request'), 'invalidInput'),
];

/** Fields that can contain the message (docs/gateways.md#error-text-fields). */
const places: Fault[] = Object.entries({
	message: { message: 'Too many things' },
	msg: { msg: 'Too many things' },
	err: { err: 'Too many things' },
	error_msg: { error_msg: 'Too many things' },
	'header.message': { header: { message: 'Too many things' } },
	'response.error.message': { response: { error: { message: 'Too many things' } } },
	'a bare error': { error: 'Too many things' },
	'data.error.message': { data: { error: { message: 'Too many things' } } },
	'a list of details': { detail: [{ loc: ['body'], msg: 'Too many things', type: 'x' }] },
	'detail with a reason': { detail: { reason: 'Too many things', code: 1 } },
}).map(([place, body]) => answer(`message in ${place}`, 429, body, 'rateLimit, retryable'));

const luma: Fault[] = [
	answer('Luma: a bad prompt', 400, { detail: 'Prompt is too short' }, 'invalidInput'),
	answer('Luma: a bad key', 401, { detail: 'API key has been revoked' }, 'auth'),
	answer('Luma: no credit', 402, { detail: 'Insufficient credits.' }, 'quota'),
	answer('Luma: a suspended client', 403, { detail: 'API client is suspended' }, 'auth'),
	answer('Luma: an unknown task', 404, { detail: 'Generation not found' }, 'taskNotFound'),
	answer(
		'Luma: an image that is too large',
		413,
		{ detail: 'Image exceeds 50 MB' },
		'invalidInput',
	),
	answer(
		'Luma: an image that cannot be fetched',
		422,
		{ detail: 'failed to fetch URL' },
		'invalidInput',
	),
	answer('Luma: too many', 429, { detail: 'Rate limit exceeded' }, 'rateLimit, retryable'),
	answer('Luma: upstream', 502, { detail: 'Upstream unavailable' }, 'gateway, retryable'),
	answer('Luma: image ingestion', 503, { detail: 'Ingestion unavailable' }, 'gateway, retryable'),
	answer(
		'Luma-API: a bad token',
		401,
		{ detail: { reason: 'unauthorized secret token', code: 1 } },
		'auth',
	),
	{
		name: '400: two JSON documents',
		scenario: { doubled: true },
		submit: 'invalidInput',
		read: 'invalidInput',
	},
];

/** Errors sent with HTTP 200 (docs/gateways.md#errors-under-http-200). */
const envelopes: Fault[] = [
	answer('code 500', 200, { code: 500, message: 'upstream', data: null }, 'gateway, retryable'),
	answer('code 429', 200, { code: 429, msg: 'slow down' }, 'rateLimit, retryable'),
	answer('code 401', 200, { code: 401, msg: 'no' }, 'auth'),
	answer('code 402', 200, { code: 402, msg: 'pay' }, 'quota'),
	answer('code 455', 200, { code: 455, msg: 'maintenance' }, 'invalidInput'),
	answer('success: false', 200, { success: false, message: 'broken' }, 'gateway, retryable'),
	answer('only an error field', 200, { error: 'broken' }, 'gateway, retryable'),
];

const proxies: Fault[] = [
	answer('HTML', 400, PAGE, 'badResponse'),
	answer('HTML', 401, PAGE, 'auth'),
	answer('HTML', 403, PAGE, 'badResponse'),
	answer('HTML', 404, PAGE, 'badResponse'),
	answer('plain text', 404, '404 page not found', 'gateway'),
	answer('plain text', 405, 'Method Not Allowed', 'gateway'),
	answer('plain text', 408, 'Request Timeout', 'gateway, may be charged', 'gateway, retryable'),
	answer('HTML', 413, PAGE, 'badResponse'),
	answer('HTML', 429, PAGE, 'rateLimit, retryable'),
	answer('empty body', 500, '', 'gateway, may be charged', 'gateway, retryable'),
	answer(
		'plain text',
		500,
		'Internal Server Error',
		'gateway, may be charged',
		'gateway, retryable',
	),
	answer('HTML', 500, PAGE, 'gateway, may be charged', 'gateway, retryable'),
	answer('HTML', 502, PAGE, 'gateway, may be charged', 'gateway, retryable'),
	answer('empty body', 502, '', 'gateway, may be charged', 'gateway, retryable'),
	answer('HTML', 503, PAGE, 'gateway, may be charged', 'gateway, retryable'),
	answer('HTML', 504, PAGE, 'gateway, may be charged', 'gateway, retryable'),
	answer('plain text', 520, 'error code: 520', 'gateway, may be charged', 'gateway, retryable'),
	answer('plain text', 522, 'error code: 522', 'gateway, may be charged', 'gateway, retryable'),
	answer('plain text', 524, 'error code: 524', 'gateway, may be charged', 'gateway, retryable'),
];

export const refusals: Fault[] = [
	...newApi,
	...openAiStyle,
	...places,
	...luma,
	...envelopes,
	...proxies,
];
