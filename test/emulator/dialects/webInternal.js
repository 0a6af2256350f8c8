'use strict';

/**
 * Fetched tasks in the form of Luma's web application, which the relays pass on (docs/gateways.md#web-dialect-task).
 * The form depends on the variant, not only on the path: relays of one family mix them (docs/gateways.md#relay-family).
 */

const { isoMicros, isoMillis, unixSeconds } = require('../dates');
const { view } = require('../tasks');
const { SIZE, DURATION } = require('../media');

/** @typedef {import('../tasks').Task} Task */
/** @typedef {import('../gateway').Context} Context */

const STATES = {
	queued: 'pending',
	processing: 'processing',
	completed: 'completed',
	failed: 'failed',
};

/** Row states of the relay's own table (docs/gateways.md#states). */
const ROW_STATES = {
	queued: 'SUBMITTED',
	processing: 'IN_PROGRESS',
	completed: 'SUCCESS',
	failed: 'FAILURE',
};

const PROGRESS = { SUBMITTED: '0%', IN_PROGRESS: '50%', SUCCESS: '100%', FAILURE: '100%' };

const MODERATED = 'Advanced prompt moderation failed';
const FAILED = 'Generation failed';
/** The application's default. */
const ASPECT_RATIO = '16:9';

/** Go's zero time, in fields that were never set (docs/gateways.md#web-dialect-task). */
const ZERO_TIME = '0001-01-01T00:00:00Z';

const PALETTE = {
	grid: 'HjAlMkxLQWBmXHx9K0E6DBYSPFRMbo6OfpSPGy0mCRIOEyIbT2xgQFhPCxYSFx8QHCQcK0AtL0AsJysbHh4X',
};

/** @param {import('../tasks').Failure|null} failure */
function failureText(failure) {
	if (!failure) return null;
	return failure.reason === undefined ? usualText(failure) : failure.reason;
}

const usualText = ({ moderated }) => (moderated ? MODERATED : FAILED);

/** Present in a failed task; one sibling always sends it (docs/gateways.md#web-dialect-task). */
function failureField(task, state, context) {
	if (state.state !== 'failed' && !context.has('failureReasonNull', task)) return {};
	return { failure_reason: failureText(state.failure) };
}

/** Completed but without a link: null, or a record of empty texts (docs/gateways.md#completed-without-a-link). */
function linklessVideo(state, task, { has }) {
	if (state.state !== 'completed' || !has('emptyLinks', task)) return null;
	return { url: '', ...SIZE, download_url: '' };
}

/**
 * A fetched task in the form of 2024-10 (docs/gateways.md#cometapi-task).
 *
 * @param {Task} task
 * @param {Context} context
 */
function old(task, context) {
	const state = view(task, context.now);
	const links = state.hasLink ? context.media.lite(task, context.now) : null;
	return {
		id: task.id,
		liked: null,
		state: STATES[state.state],
		video: links ? oldVideo(task, links) : linklessVideo(state, task, context),
		prompt: task.prompt,
		thumbnail: links && { url: links.thumbnail, ...SIZE },
		video_raw: links && hasRaw(task, context) ? { url: links.clean, ...SIZE } : null,
		created_at: isoMillis(task.submittedAt),
		last_frame: links && { url: links.lastFrame, ...SIZE },
		queue_state: null,
		estimate_wait_seconds: state.waitSeconds,
		...failureField(task, state, context),
	};
}

/** `download_url` is added by the relay and "may be empty" (docs/gateways.md#watermark-free-links). */
function oldVideo(task, links) {
	const downloadUrl = isMarkedOnly(task) ? '' : links.presigned;
	return { url: links.watermarked, ...SIZE, download_url: downloadUrl };
}

const isMarkedOnly = (task) => Boolean(task.scenario.watermarkedOnly) && !task.unmarked;

/** "VIP accounts only" (docs/gateways.md#watermark-free-links): other accounts never get it. */
const hasRaw = (task, { has }) => !task.scenario.watermarkedOnly && !has('noVideoRaw', task);

/**
 * A fetched task in the newer form: the prompt only under `request`, every link twice, and
 * `video.url` already without a watermark (docs/gateways.md#web-dialect-task).
 *
 * @param {Task} task
 * @param {Context} context
 */
function artifactEra(task, context) {
	const state = view(task, context.now);
	const { aspect_ratio: aspectRatio = ASPECT_RATIO } = task.body;
	const files = state.hasLink ? artifactFiles(task, context) : null;
	return {
		id: task.id,
		state: STATES[state.state],
		video: files ? files.video : linklessVideo(state, task, context),
		request: { prompt: task.prompt, aspect_ratio: aspectRatio },
		artifact: files && { ...files, created_at: ZERO_TIME },
		thumbnail: files && files.thumbnail,
		video_raw: files && files.video_raw,
		created_at: isoMicros(task.submittedAt),
		last_frame: files && files.last_frame,
		...(state.waitSeconds === null ? {} : { estimate_wait_seconds: state.waitSeconds }),
		...failureField(task, state, context),
	};
}

function artifactFiles(task, context) {
	const links = context.media.dreamMachine(task, context.now);
	const marked = task.scenario.watermarkedOnly;
	const url = marked ? links.watermarked : links.clean;
	const downloadUrl = !marked ? links.clean : task.unmarked ? links.presigned : '';
	return {
		video: { url, ...SIZE, download_url: downloadUrl },
		thumbnail: { url: links.thumbnail, ...SIZE, palette: PALETTE, media_type: 'image' },
		video_raw: hasRaw(task, context)
			? { url: links.clean, ...SIZE, duration: DURATION, media_type: 'video' }
			: null,
		last_frame: { url: links.lastFrame, ...SIZE, palette: null, media_type: 'image' },
	};
}

/**
 * @param {Task} task
 * @param {Context} context
 * @param {'old'|'artifact'} usual form of this path, unless a variant says otherwise
 */
function fetched(task, context, usual) {
	const isOther = context.has(usual === 'old' ? 'artifact' : 'old', task);
	const isArtifact = (usual === 'artifact') !== isOther;
	return isArtifact ? artifactEra(task, context) : old(task, context);
}

/**
 * The row of the relay's own table that contains the task. Its `id` is a number and not the task's ID
 * (docs/gateways.md#task-rows).
 *
 * @param {Task} task
 * @param {Context} context
 */
function row(task, context) {
	const state = view(task, context.now);
	const status = ROW_STATES[state.state];
	const isRunning = state.endedAt === null;
	return {
		id: task.rowId,
		created_at: isoMillis(task.submittedAt),
		updated_at: isoMillis(state.endedAt ?? state.startedAt ?? task.submittedAt),
		task_id: task.id,
		platform: 'luma_free',
		action: 'LUMA_VIDEO',
		status,
		fail_reason: failureText(state.failure) ?? '',
		submit_time: unixSeconds(task.submittedAt),
		start_time: state.startedAt === null ? 0 : unixSeconds(state.startedAt),
		finish_time: isRunning ? 0 : unixSeconds(state.endedAt),
		...(context.has('progress', task) ? { progress: PROGRESS[status] } : {}),
		data: isRunning ? unfinished(task, context) : fetched(task, context, 'old'),
	};
}

/** The documented example has fewer fields while the task runs. */
function unfinished(task, context) {
	const { id, liked, state, video, prompt, created_at, estimate_wait_seconds } = old(task, context);
	return { id, liked, state, video, prompt, created_at, estimate_wait_seconds };
}

module.exports = {
	STATES,
	PALETTE,
	ASPECT_RATIO,
	failureText,
	fetched,
	row,
};
