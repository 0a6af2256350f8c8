'use strict';

/** The relays' answers to a submit (docs/gateways.md#rixapi-submit). */

const { isoMicros } = require('../dates');
const { derivedId } = require('../tasks');
const { ASPECT_RATIO } = require('./webInternal');

/** @typedef {import('../tasks').Task} Task */
/** @typedef {import('../gateway').Context} Context */

const pending = (task) => ({
	created_at: isoMicros(task.submittedAt),
	estimate_wait_seconds: null,
	id: task.id,
	last_frame: null,
	liked: null,
	prompt: task.prompt,
	state: 'pending',
	thumbnail: null,
	video: null,
});

/** With an empty prompt and more nulls (docs/gateways.md#rixapi-submit). */
const pendingYunwu = (task) => ({
	id: task.id,
	prompt: '',
	state: 'pending',
	queue_state: null,
	created_at: isoMicros(task.submittedAt),
	batch_id: '',
	video: null,
	video_raw: null,
	liked: null,
	estimate_wait_seconds: null,
	thumbnail: null,
	last_frame: null,
});

/** Output only: no documented call needs `server_id` (docs/gateways.md#rixapi-output-fields). */
const SERVER_FIELDS = {
	batch_id: '',
	pipeline_id: 'V1.5',
	queue_state: null,
	server_id: '123',
	user_id: '',
};

/** The web application itself answers with a list of one (docs/gateways.md#rixapi-submit). */
const listed = (body, task, { has }) => (has('arraySubmit', task) ? [body] : body);

/**
 * The answer to a submit of the relays' own format (docs/gateways.md#rixapi-submit).
 *
 * @param {Task} task
 * @param {Context} context
 */
function submitted(task, context) {
	const body = context.has('yunwu', task) ? pendingYunwu(task) : pending(task);
	const extra = context.has('serverId', task) ? SERVER_FIELDS : {};
	return listed({ ...body, ...extra }, task, context);
}

/**
 * The answer to a submit of the "official" format (docs/gateways.md#cometapi-submit). The documents show only
 * an image as the start frame; the values for other requests are guessed from that.
 *
 * @param {Task} task
 * @param {Context} context
 */
function submittedOfficial(task, context) {
	const { prompt, aspect_ratio: aspectRatio = ASPECT_RATIO, loop = false, keyframes } = task.body;
	const start = mediaRequest(task, 'start', keyframes?.frame0);
	const end = mediaRequest(task, 'end', keyframes?.frame1);
	const body = {
		id: task.id,
		state: 'pending',
		created_at: isoMicros(task.submittedAt),
		request: {
			prompt,
			aspect_ratio: aspectRatio,
			enhance: true,
			request_type: start || end ? 'image_to_video' : 'text_to_video',
		},
		media_request: {
			end,
			loop,
			prompt_type: start || end ? 'keyframe' : 'text',
			start,
			text: prompt,
		},
	};
	return listed(body, task, context);
}

function mediaRequest(task, role, frame) {
	if (!frame) return null;
	const isUpload = frame.type === 'image';
	return {
		id: isUpload ? derivedId(task, role) : frame.id,
		media_type: null,
		thumbnail: null,
		type: isUpload ? 'upload' : 'generation',
	};
}

module.exports = { submitted, submittedOfficial };
