'use strict';

/** The Luma Agents API (docs/gateways.md#luma-agents-api). */

const { isoSeconds, unixSeconds } = require('../dates');
const { detail } = require('../errors');
const { view } = require('../tasks');
const fastApi = require('./fastApi');
const { problemOf } = require('./lumaAgentsBody');

const NO_CREDITS = 'Insufficient credits. Please add credits to continue.';
const RPM = 30;

const KEY_TEXTS = {
	missing: 'Missing or invalid API key',
	invalid: 'Invalid API key',
	revoked: 'API key has been revoked',
	expired: 'API key has expired',
};

const errors = {
	...fastApi,
	/** An account without credits can still read what it has. */
	key: ({ problem }, isSubmit) => {
		if (problem === 'forbidden') return detail(403, 'API client is suspended');
		if (problem === 'exhausted') return isSubmit ? detail(402, NO_CREDITS) : undefined;
		return detail(401, KEY_TEXTS[problem]);
	},
	/** There are two kinds, and only one has countdown headers (docs/gateways.md#agents-rate-limits). */
	rateLimited: ({ retryAfter, now, has, perMinute = RPM }) =>
		has('concurrency')
			? detail(429, 'Too many concurrent jobs', { 'Retry-After': '60' })
			: detail(429, 'Rate limit exceeded', {
					'Retry-After': String(retryAfter),
					'X-RateLimit-Limit': String(perMinute),
					'X-RateLimit-Remaining': '0',
					'X-RateLimit-Reset': String(unixSeconds(now) + (Number(retryAfter) || 0)),
				}),
	noQuota: () => detail(402, NO_CREDITS),
	// Only the text of a failed task is documented, not that of a submit refused for its content.
	moderated: () => detail(400, 'Prompt was flagged by our content moderation system.'),
	unknownTask: () => detail(404, 'Generation not found'),
};

/** failure_code and its text (docs/gateways.md#agents-failures). */
const FAILURES = {
	content_moderated: 'Generation output was flagged by our content moderation system.',
	budget_exhausted: 'Insufficient credits to complete this generation.',
	output_not_found: 'Output artifacts not found',
	generation_failed: 'Generation failed',
};

function failureFields(failure) {
	if (!failure) return { failure_reason: null, failure_code: null };
	const usual = failure.moderated ? 'content_moderated' : 'generation_failed';
	const code = failure.code ?? usual;
	const text = FAILURES[code] ?? FAILURES.generation_failed;
	return {
		failure_reason: failure.reason === undefined ? text : failure.reason,
		failure_code: code,
	};
}

function output(task, state, { media, now }) {
	if (!state.hasLink) return [];
	const isImage = task.body.type.startsWith('image');
	return isImage
		? [{ type: 'image', url: media.presignedImage(task, now) }]
		: [{ type: 'video', url: media.dreamMachine(task, now).presigned }];
}

function taskBody(task, context) {
	const state = view(task, context.now);
	return {
		id: task.id,
		type: task.body.type,
		state: state.state,
		model: task.body.model,
		created_at: isoSeconds(task.submittedAt),
		output: output(task, state, context),
		...failureFields(state.failure),
	};
}

const submit = {
	method: 'POST',
	path: /^\/v1\/generations$/,
	readsBody: true,
	submit: {
		refuse(body) {
			const problem = problemOf(body);
			return problem && detail(400, problem);
		},
		prompt: (body) => body.prompt,
		accepted(task, context) {
			// The answer includes the defaults.
			task.body = { model: 'uni-1', type: 'image', ...task.body };
			return { status: 201, body: taskBody(task, context) };
		},
	},
};

const fetchOne = {
	method: 'GET',
	path: /^\/v1\/generations\/(?<id>[^/]+)$/,
	answer(context) {
		const task = context.find(context.params.id);
		// Tasks of other keys are unknown, like tasks that never existed (docs/gateways.md#unknown-tasks).
		return task && task.key === context.key.key
			? { status: 200, body: taskBody(task, context) }
			: errors.unknownTask();
	},
};

const routes = [submit, fetchOne];

module.exports = {
	name: 'lumaAgents',
	pictures: [],
	errors,
	routes,
	wrongPath: fastApi.wrongPathOf(routes),
	taskBody,
};
