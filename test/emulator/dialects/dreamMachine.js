'use strict';

/** Luma's first official API (docs/gateways.md#dream-machine-api). */

const { firstOf, types, isObject, keyframes } = require('../checks');
const { detail } = require('../errors');
const { isoMicros } = require('../dates');
const { view } = require('../tasks');
const fastApi = require('./fastApi');

const BASE = '^/dream-machine/v1';
const CREDIT_CENTS = 4820.5;
const PROMPT_MIN = 3;
const PROMPT_MAX = 5000;

const STATES = {
	queued: 'queued',
	processing: 'dreaming',
	completed: 'completed',
	failed: 'failed',
};

const errors = {
	...fastApi,
	/** The documents show one text for every bad key (docs/gateways.md#dream-machine-errors). */
	key: ({ problem }, isSubmit) => {
		if (problem === 'forbidden') return detail(403, 'Forbidden');
		if (problem === 'exhausted') return isSubmit ? errors.noQuota() : undefined;
		return detail(401, 'Invalid API key is provided');
	},
	// The bodies of a 429 and of an empty account are undocumented (docs/gateways.md#dream-machine-limits).
	rateLimited: ({ retryAfter }) =>
		detail(429, 'Rate limit exceeded', { 'Retry-After': String(retryAfter) }),
	noQuota: () => detail(402, 'Insufficient credits'),
	moderated: () => detail(400, 'Contains blacklisted words'),
	unknownTask: () => detail(404, 'Generation not found'),
};

/** Texts of the errors page, "before submission" (docs/gateways.md#dream-machine-errors). */
function promptProblem({ prompt }) {
	if (prompt === undefined || prompt === null || prompt === '') return 'Prompt is required';
	if (prompt.length < PROMPT_MIN) {
		return `Prompt is too short, minimum length is ${PROMPT_MIN} characters`;
	}
	return prompt.length > PROMPT_MAX
		? `Prompt is too long, maximum length is ${PROMPT_MAX} characters`
		: undefined;
}

const LOOP_TEXTS = {
	'none image': 'Loop is not supported for end frame',
	'image image': 'Loop is not supported for keyframes',
	'none generation': 'Loop is not supported for extend reverse',
	'generation image': 'Loop is not supported for interpolate video to image',
	'image generation': 'Loop is not supported for interpolate image to video',
	'generation generation': 'Loop is not supported for interpolate between two videos',
};

function keyframeProblem({ keyframes: frames, loop }) {
	if (!isObject(frames)) return undefined;
	if (!frames.frame0 && !frames.frame1) return 'No keyframes provided';
	const kind = `${frames.frame0?.type ?? 'none'} ${frames.frame1?.type ?? 'none'}`;
	return loop ? LOOP_TEXTS[kind] : undefined;
}

/**
 * The SDK sends null for fields that are not set.
 *
 * @returns {any}
 */
const withoutNulls = (body) =>
	Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));

const TEXTS = ['prompt', 'aspect_ratio', 'callback_url', 'resolution', 'duration', 'model'];
const ASPECT_RATIOS = ['1:1', '16:9', '9:16', '4:3', '3:4', '21:9', '9:21'];
const MODELS = ['ray-2', 'ray-flash-2', 'ray-1-6'];

/** Checks only fields with a closed list; `resolution` and `duration` are open (docs/gateways.md#dream-machine-body). */
function fieldProblem(body, needsModel) {
	if (needsModel && body.model === undefined) {
		return fastApi.invalidField(['body', 'model'], 'Field required', 'missing');
	}
	const { model, aspect_ratio: ratio } = body;
	const wrong = firstOf(
		types(body, 'string', TEXTS),
		types(body, 'boolean', ['loop']),
		keyframes(body.keyframes),
		model !== undefined && !MODELS.includes(model) ? 'model is unknown' : undefined,
		ratio !== undefined && !ASPECT_RATIOS.includes(ratio) ? 'aspect_ratio is unknown' : undefined,
	);
	return wrong && fastApi.invalidField(['body'], wrong, 'value_error');
}

function refuse(sent, needsModel) {
	const body = withoutNulls(sent);
	const wrongField = fieldProblem(body, needsModel);
	if (wrongField) return wrongField;
	const problem = firstOf(promptProblem(body), keyframeProblem(body));
	return problem && detail(400, problem);
}

/** @param {boolean} needsModel the first version of the call had no models (docs/gateways.md#dream-machine-calls) */
const submitTo = (path, needsModel) => ({
	method: 'POST',
	path: new RegExp(`${BASE}${path}$`),
	readsBody: true,
	submit: {
		refuse: (body) => refuse(body, needsModel),
		prompt: (body) => body.prompt,
		callbackUrl: (body) => body.callback_url,
		accepted: (task, context) => ({ status: 201, body: taskBody(task, context) }),
	},
});

/** @param {import('../tasks').Task} task */
function taskBody(task, context) {
	const state = view(task, context.now);
	return {
		id: task.id,
		generation_type: 'video',
		state: STATES[state.state],
		failure_reason: failureText(state.failure),
		created_at: isoMicros(task.submittedAt),
		assets: assets(task, state, context),
		model: task.body.model ?? null,
		request: { generation_type: 'video', ...task.body },
	};
}

function failureText(failure) {
	if (!failure) return null;
	if (failure.reason !== undefined) return failure.reason;
	return failure.moderated ? 'Advanced prompt moderation failed' : 'Prompt processing failed';
}

/**
 * `progress_video` is present while dreaming, and is not the result. A finished video also has a picture in
 * `image` (docs/gateways.md#dream-machine-task).
 */
function assets(task, { state, hasLink }, { media, now }) {
	if (state === 'queued' || state === 'failed') return null;
	const links = media.dreamMachine(task, now);
	const link = task.scenario.expiresSeconds === undefined ? links.clean : links.presigned;
	return {
		video: hasLink ? link : null,
		image: hasLink ? links.thumbnail : null,
		progress_video: links.watermarked,
	};
}

const get = (path, answer) => ({ method: 'GET', path: new RegExp(`${BASE}${path}$`), answer });

const fetchOne = get('/generations/(?<id>[^/]+)', (context) => {
	const task = context.find(context.params.id);
	return task ? { status: 200, body: taskBody(task, context) } : errors.unknownTask();
});

const list = get('/generations', (context) => {
	const number = (name, usual) => Number(context.call.query.get(name) ?? usual);
	const limit = number('limit', 100);
	const offset = number('offset', 0);
	const all = context.all();
	const page = all.slice(offset, offset + limit).map((task) => taskBody(task, context));
	const hasMore = offset + limit < all.length;
	return {
		status: 200,
		body: { generations: page, count: all.length, has_more: hasMore, limit, offset },
	};
});

/** In cents (docs/gateways.md#dream-machine-calls). */
const credits = get('/credits', ({ key }) => {
	const isEmpty = key.noQuota || key.problem === 'exhausted';
	return { status: 200, body: { credit_balance: isEmpty ? 0 : CREDIT_CENTS } };
});

const ping = get('/ping', () => ({ status: 200, body: { message: 'pong' } }));

const routes = [
	submitTo('/generations/video', true),
	submitTo('/generations', false),
	list,
	fetchOne,
	credits,
	ping,
];

module.exports = {
	name: 'dreamMachine',
	pictures: ['thumbnailUrl'],
	errors,
	routes,
	wrongPath: fastApi.wrongPathOf(routes),
	taskBody,
};
