'use strict';

const { randomBytes } = require('node:crypto');

/**
 * Error bodies by family. Every function returns an answer: only what is sent over the wire.
 *
 * @typedef {{ status: number, body?: unknown, zeros?: number, headers?: Record<string, string> }} Answer
 *   `zeros`: send this many zero bytes instead of a body
 */

/** new-api prints a date and random characters, e.g. `request id: 2025…` (docs/gateways.md#openai-style-errors). */
function requestId() {
	const date = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
	return date + randomBytes(8).toString('hex');
}

/** The OpenAI-style error of new-api (docs/gateways.md#openai-style-errors). */
const newApiError = (status, message, code = '') => ({
	status,
	body: {
		error: {
			message: `${message} (request id: ${requestId()})`,
			type: 'new_api_error',
			param: '',
			code,
		},
	},
});

/** CometAPI's form, with three keys as its own page shows it (docs/gateways.md#cometapi-errors). */
const cometError = (status, message, code = '') => ({
	status,
	body: {
		error: { code, message: `${message} (request id: ${requestId()})`, type: 'comet_api_error' },
	},
});

/** The task error of new-api: no `error` object at all (docs/gateways.md#new-api-task-errors). */
const taskError = (status, code, message) => ({ status, body: { code, message, data: null } });

/** The form of Luma's own services (docs/gateways.md#error-shapes). */
const detail = (status, text, headers) => ({ status, body: { detail: text }, headers });

/** new-api's answer to an unknown path (docs/gateways.md#openai-style-errors). */
const invalidUrl = (method, path) => ({
	status: 404,
	body: {
		error: {
			message: `Invalid URL (${method} ${path})`,
			type: 'invalid_request_error',
			param: '',
			code: '',
		},
	},
});

/**
 * Texts of new-api's key check (docs/gateways.md#openai-style-errors). The text for a revoked key is not
 * documented; this is new-api's text for a disabled token.
 */
const KEY_TEXT = {
	missing: '未提供令牌',
	invalid: '无效的令牌',
	revoked: '该令牌状态不可用',
	expired: '该令牌已过期',
};

/** The exhausted-key text prints part of the key, so a client must redact it (docs/gateways.md#masked-keys). */
const exhaustedText = (key) => {
	const bare = key.replace(/^sk-/, '');
	return `该令牌额度已用尽 TokenStatusExhausted[sk-${bare.slice(0, 3)}***${bare.slice(-3)}]`;
};

/**
 * The errors of a gateway of the new-api family.
 *
 * @param {(status: number, message: string, code?: string) => Answer} apiError for key and access
 * @param {(status: number, code: string, message: string) => Answer} onTask for everything after
 */
function newApiFamily(apiError, onTask) {
	return {
		key({ key, problem }, isSubmit) {
			if (problem === 'exhausted') return apiError(401, exhaustedText(key));
			if (problem !== 'forbidden') return apiError(401, KEY_TEXT[problem]);
			// Only a submit checks the model; a fetch is refused by the token's list of allowed IPs.
			return isSubmit
				? apiError(403, '该令牌无权访问模型 luma_video_api')
				: apiError(403, '您的 IP 不在令牌允许访问的列表中');
		},
		// The text of a 429 is always replaced by this, whatever the upstream said (docs/gateways.md#new-api-task-errors).
		rateLimited: ({ retryAfter }) => ({
			...onTask(429, 'fail_to_fetch_task', '当前分组上游负载已饱和，请稍后再试'),
			headers: { 'Retry-After': String(retryAfter) },
		}),
		noQuota: () => onTask(403, 'quota_not_enough', 'user quota is not enough'),
		// The upstream's body arrives in `message` as JSON inside a string (docs/gateways.md#new-api-task-errors).
		moderated: () => onTask(400, 'fail_to_fetch_task', '{"detail":"Contains blacklisted words"}'),
		notReady: (text) => onTask(400, 'fail_to_fetch_task', JSON.stringify({ detail: text })),
		invalid: (text) => onTask(400, 'invalid_request', text),
		invalidJson: () => onTask(400, 'invalid_request', 'invalid character in request body'),
		unknownTask: () => onTask(400, 'task_not_exist', 'task_not_exist'),
		unknownOrigin: () => onTask(400, 'task_origin_not_exist', 'task_origin_not_exist'),
		upstream: (status) => onTask(status, 'fail_to_fetch_task', '请求上游地址失败'),
	};
}

module.exports = { newApiError, cometError, taskError, detail, invalidUrl, newApiFamily };
