import type { Fault } from './table';
import type { Outcome } from './outcome';

/* What relays and Luma answer where they refuse (docs/gateways.md#errors), and the proxies before them. */

const PAGE = '<html><body><center><h1>Sorry</h1></center><hr><center>nginx</center></body></html>';

/** `submit` also stands for `read` where that comes out in the same way. */
const answer = (
	name: string,
	status: number,
	body: unknown,
	submit: Outcome,
	read: Outcome = submit,
): Fault => ({ name: `${status}: ${name}`, scenario: { status, body }, submit, read });

/** The task error of new-api (5.1). */
const taskError = (code: string, message: string) => ({ code, message, data: null });
/** Its error in the manner of OpenAI (5.2). */
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
		'JSON in a text: moderation',
		400,
		taskError('fail_to_fetch_task', '{"detail":"Contains blacklisted words"}'),
		'moderation',
	),
	answer(
		'fail_to_fetch_task',
		500,
		taskError('fail_to_fetch_task', '请求上游地址失败'),
		'gateway, passing',
	),
	answer(
		'do_request_failed',
		500,
		taskError('do_request_failed', '请求上游地址失败'),
		'gateway, maybe accepted',
		'gateway, passing',
	),
	answer('get_task_failed', 500, taskError('get_task_failed', 'database'), 'gateway, passing'),
	answer('channel_not_found', 500, taskError('channel_not_found', 'none'), 'gateway, passing'),
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
		'rateLimit, passing',
	),
	answer(
		'an empty success',
		200,
		{ code: 'success', data: null },
		'badResponse, maybe accepted',
		'taskNotFound',
	),
];

const openAiStyle: Fault[] = [
	answer('an invalid key', 401, openAi('无效的令牌'), 'auth'),
	answer('an expired key', 401, openAi('该令牌已过期'), 'auth'),
	answer('no key', 401, openAi('未提供令牌'), 'auth'),
	answer('a key without access', 403, openAi('该令牌无权访问模型 luma_video_api'), 'auth'),
	answer('a code that is a number', 401, openAi('Unauthorized', 401), 'auth'),
	answer('a code that is null', 403, openAi('Forbidden', null), 'auth'),
	answer(
		'no channel',
		503,
		openAi('当前分组 default 下对于模型 luma_video_api 无可用渠道'),
		'gateway, passing',
	),
	answer(
		'an upstream that is down',
		500,
		openAi('bad response status code 502', 'bad_response_status_code', 'upstream_error'),
		'gateway, passing',
	),
	answer(
		'a wrong path',
		404,
		openAi('Invalid URL (POST /x)', '', 'invalid_request_error'),
		'gateway',
	),
	answer(
		'too little credit',
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
	// A client's mistake under a server's status (5.4).
	answer('invalid_request', 500, openAi('prompt is bad', 'invalid_request'), 'invalidInput'),
];

/** Where the words stand (5.3). */
const places: Fault[] = Object.entries({
	message: { message: 'Too many things' },
	msg: { msg: 'Too many things' },
	err: { err: 'Too many things' },
	error_msg: { error_msg: 'Too many things' },
	'header.message': { header: { message: 'Too many things' } },
	'response.error.message': { response: { error: { message: 'Too many things' } } },
	'a bare error': { error: 'Too many things' },
	'data.error.message': { data: { error: { message: 'Too many things' } } },
	'detail of a list': { detail: [{ loc: ['body'], msg: 'Too many things', type: 'x' }] },
	'detail with a reason': { detail: { reason: 'Too many things', code: 1 } },
}).map(([place, body]) => answer(`words in ${place}`, 429, body, 'rateLimit, passing'));

const luma: Fault[] = [
	answer('Luma: a bad prompt', 400, { detail: 'Prompt is too short' }, 'invalidInput'),
	answer('Luma: a bad key', 401, { detail: 'API key has been revoked' }, 'auth'),
	answer('Luma: no credit', 402, { detail: 'Insufficient credits.' }, 'quota'),
	answer('Luma: a suspended client', 403, { detail: 'API client is suspended' }, 'auth'),
	answer('Luma: an unknown task', 404, { detail: 'Generation not found' }, 'taskNotFound'),
	answer('Luma: a picture too large', 413, { detail: 'Image exceeds 50 MB' }, 'invalidInput'),
	answer('Luma: a picture out of reach', 422, { detail: 'failed to fetch URL' }, 'invalidInput'),
	answer('Luma: too many', 429, { detail: 'Rate limit exceeded' }, 'rateLimit, passing'),
	answer('Luma: upstream', 502, { detail: 'Upstream unavailable' }, 'gateway, passing'),
	answer('Luma: pictures', 503, { detail: 'Ingestion unavailable' }, 'gateway, passing'),
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

/** An error in an envelope of success (5.5). */
const envelopes: Fault[] = [
	answer('code 500', 200, { code: 500, message: 'upstream', data: null }, 'gateway, passing'),
	answer('code 429', 200, { code: 429, msg: 'slow down' }, 'rateLimit, passing'),
	answer('code 401', 200, { code: 401, msg: 'no' }, 'auth'),
	answer('code 402', 200, { code: 402, msg: 'pay' }, 'quota'),
	answer('code 455', 200, { code: 455, msg: 'maintenance' }, 'invalidInput'),
	answer('success: false', 200, { success: false, message: 'broken' }, 'gateway, passing'),
	answer('an error beside nothing', 200, { error: 'broken' }, 'gateway, passing'),
];

const proxies: Fault[] = [
	answer('a page', 400, PAGE, 'badResponse'),
	answer('a page', 401, PAGE, 'auth'),
	answer('a page', 403, PAGE, 'badResponse'),
	answer('a page', 404, PAGE, 'badResponse'),
	answer('words', 404, '404 page not found', 'gateway'),
	answer('words', 405, 'Method Not Allowed', 'gateway'),
	answer('words', 408, 'Request Timeout', 'gateway, maybe accepted', 'gateway, passing'),
	answer('a page', 413, PAGE, 'badResponse'),
	answer('a page', 429, PAGE, 'rateLimit, passing'),
	answer('nothing', 500, '', 'gateway, maybe accepted', 'gateway, passing'),
	answer('words', 500, 'Internal Server Error', 'gateway, maybe accepted', 'gateway, passing'),
	answer('a page', 500, PAGE, 'gateway, maybe accepted', 'gateway, passing'),
	answer('a page', 502, PAGE, 'gateway, maybe accepted', 'gateway, passing'),
	answer('nothing', 502, '', 'gateway, maybe accepted', 'gateway, passing'),
	answer('a page', 503, PAGE, 'gateway, passing'),
	answer('a page', 504, PAGE, 'gateway, maybe accepted', 'gateway, passing'),
	answer('words', 520, 'error code: 520', 'gateway, maybe accepted', 'gateway, passing'),
	answer('words', 522, 'error code: 522', 'gateway, maybe accepted', 'gateway, passing'),
	answer('words', 524, 'error code: 524', 'gateway, maybe accepted', 'gateway, passing'),
];

export const refusals: Fault[] = [
	...newApi,
	...openAiStyle,
	...places,
	...luma,
	...envelopes,
	...proxies,
];
