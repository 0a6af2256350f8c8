'use strict';

/** OpenAI-HK, Luma v2: one call makes two videos (docs/gateways.md#openai-hk). */

const { firstOf, types, requiredText } = require('../checks');
const { newApiError, taskError, invalidUrl, newApiFamily } = require('../errors');
const { view, derivedId } = require('../tasks');
const { SIZE, DURATION } = require('../media');
const { STATES, PALETTE, failureText } = require('./webInternal');

/** Its errors are undocumented; it is a relay like the others. */
const errors = newApiFamily(newApiError, taskError);

const submit = {
	method: 'POST',
	path: /^\/luma\/v2\/generations$/,
	readsBody: true,
	submit: {
		refuse(body) {
			const problem = firstOf(
				requiredText(body, ['user_prompt']),
				types(body, 'boolean', ['expand_prompt', 'loop']),
				types(body, 'string', ['image_url', 'image_end_url', 'aspect_ratio']),
			);
			return problem && errors.invalid(problem);
		},
		prompt: (body) => body.user_prompt,
		accepted: (task) => ({ status: 200, body: { task_id: task.id } }),
	},
};

/** Its page shows both paths: the first in its example, the second in its heading (docs/gateways.md#openai-hk-task). */
const fetchOne = {
	method: 'GET',
	path: /^\/luma\/(?<version>v2\/)?generations\/(?<id>[^/]+)$/,
	answer(context) {
		const { params, call, scenario } = context;
		const task = context.find(params.id);
		const fetchPath = task?.scenario.fetchPath ?? scenario.fetchPath ?? 'v1';
		const version = params.version ? 'v2' : 'v1';
		if (version !== fetchPath) return invalidUrl(call.method, call.path);
		return task ? { status: 200, body: taskBody(task, context) } : errors.unknownTask();
	},
};

/** Unfinished and failed tasks are undocumented; their fields are those of a finished one. */
function taskBody(task, context) {
	if (context.has('submissionError', task)) {
		return { data: [], status: 'error', task_id: task.id };
	}
	const { videos = 2, videoStates = [] } = task.scenario;
	const count = videoStates.length || videos;
	const views = Array.from({ length: count }, (_, index) => view(task, context.now, index));
	const isQueued = views.every(({ state }) => state === 'queued');
	return {
		data: isQueued ? [] : views.map((state, index) => video(task, state, index, context)),
		status: overall(views),
		task_id: task.id,
	};
}

/** Ends when all videos have ended; completed if at least one of them is. */
function overall(views) {
	const states = views.map(({ state }) => state);
	if (states.every((state) => state === 'queued')) return STATES.queued;
	if (states.some((state) => !['completed', 'failed'].includes(state))) return STATES.processing;
	return states.includes('completed') ? STATES.completed : STATES.failed;
}

function video(task, state, index, context) {
	return {
		id: derivedId(task, `generation ${index}`),
		state: STATES[state.state],
		artifact: state.hasLink ? artifact(task, index, context) : null,
		...(state.state === 'failed' ? { failure_reason: failureText(state.failure) } : {}),
	};
}

function artifact(task, index, { media, now, has }) {
	const links = media.dreamMachine(task, now, index);
	const clip = { duration: DURATION, height: SIZE.height, media_type: 'video' };
	const picture = { height: SIZE.height, media_type: 'image' };
	const isMarked = task.scenario.watermarkedOnly || has('noVideoRaw', task);
	return {
		artifact_type: 'video',
		last_frame: { ...picture, palette: null, url: links.lastFrame, width: SIZE.width },
		thumbnail: { ...picture, palette: PALETTE, url: links.thumbnail, width: SIZE.width },
		video: { ...clip, url: links.watermarked, width: SIZE.width },
		video_raw: isMarked ? null : { ...clip, url: links.clean, width: SIZE.width },
	};
}

module.exports = {
	name: 'openAiHk',
	pictures: ['thumbnailUrl', 'lastFrameUrl'],
	errors,
	routes: [submit, fetchOne],
	wrongPath: ({ method, path }) => invalidUrl(method, path),
};
