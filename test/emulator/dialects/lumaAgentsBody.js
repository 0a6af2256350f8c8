'use strict';

/** The Agents API's checks of a submit (docs/gateways.md#agents-body). Only the first complaint is reported. */

const { firstOf, isObject } = require('../checks');

const PROMPT_MAX = 6000;

const IMAGE_TYPES = ['image', 'image_edit'];
const VIDEO_TYPES = ['video', 'video_edit', 'video_reframe'];
const TYPES_OF_MODEL = { 'uni-1': IMAGE_TYPES, 'uni-1-max': IMAGE_TYPES, 'ray-3.2': VIDEO_TYPES };

const IMAGE_RATIOS = '3:1 2:1 21:9 16:9 4:3 3:2 1:1 3:4 2:3 9:16 1:2 1:3'.split(' ');
const VIDEO_RATIOS = ['9:16', '3:4', '1:1', '4:3', '16:9', '21:9'];
const DURATIONS = ['5s', '10s'];
/** 360p is a draft size that third parties report (docs/gateways.md#agents-body). */
const RESOLUTIONS = ['360p', '540p', '720p', '1080p'];

/** @param {any} body a JSON object */
function problemOf(body) {
	const { model = 'uni-1', type = 'image' } = body;
	return firstOf(
		promptProblem(body.prompt),
		modelProblem(model, type),
		listed('aspect_ratio', body.aspect_ratio, ratiosOf(type)),
		imageRefs('image_ref', body.image_ref),
		body.video === undefined ? undefined : videoProblem(body.video, type),
	);
}

function promptProblem(prompt) {
	const isFine = typeof prompt === 'string' && prompt.length >= 1 && prompt.length <= PROMPT_MAX;
	return isFine ? undefined : `Prompt must be between 1 and ${PROMPT_MAX} characters`;
}

function modelProblem(model, type) {
	if (!Object.hasOwn(TYPES_OF_MODEL, model)) return `Unknown model: ${model}`;
	if (TYPES_OF_MODEL[model].includes(type)) return undefined;
	return `Type '${type}' is not supported for model '${model}'`;
}

const ratiosOf = (type) => (VIDEO_TYPES.includes(type) ? VIDEO_RATIOS : IMAGE_RATIOS);

function listed(field, value, valid) {
	if (value === undefined || valid.includes(value)) return undefined;
	return `Invalid ${field} '${value}'. Valid: ${valid.join(', ')}`;
}

function imageRefs(field, refs) {
	if (refs === undefined) return undefined;
	if (!Array.isArray(refs)) return `${field} must be a list`;
	return firstOf(...refs.map((ref, i) => imageRef(`${field}[${i}]`, ref)));
}

/** Exactly one of three fields; `data` needs a media type. */
function imageRef(field, ref) {
	if (ref === undefined) return undefined;
	const given = isObject(ref) ? ['url', 'data', 'generation_id'].filter((key) => ref[key]) : [];
	if (given.includes('url') && given.includes('data')) {
		return `${field}: provide either 'url' or 'data', not both`;
	}
	if (given.length !== 1) return `${field}: provide exactly one of 'url', 'data', 'generation_id'`;
	if (typeof ref[given[0]] !== 'string') return `${field}: '${given[0]}' must be a string`;
	return ref.data && !ref.media_type ? `${field}: 'data' needs 'media_type'` : undefined;
}

function videoProblem(video, type) {
	if (!isObject(video)) return 'video must be an object';
	return firstOf(
		VIDEO_TYPES.includes(type) ? undefined : `'video' is not supported for type '${type}'`,
		listed('duration', video.duration, DURATIONS),
		listed('resolution', video.resolution, RESOLUTIONS),
		loopProblem(video, type),
		imageRef('start_frame', video.start_frame),
		imageRef('end_frame', video.end_frame),
		anchorProblem(video),
		video.exr_export && !video.hdr ? 'exr_export requires hdr' : undefined,
	);
}

function loopProblem({ loop, duration, hdr }, type) {
	if (loop !== undefined && typeof loop !== 'boolean') return 'loop must be a boolean';
	if (!loop) return undefined;
	if (type !== 'video') return `loop is not supported for type '${type}'`;
	if (duration === '10s') return "loop is not supported with duration '10s'";
	return hdr ? 'loop is not supported with hdr' : undefined;
}

/** "Anchors not at 10s": reported only by a third party (docs/gateways.md#agents-keyframes). */
function anchorProblem({ duration, start_frame: start, end_frame: end, keyframes }) {
	const isAnchored = start !== undefined || end !== undefined || keyframes !== undefined;
	return duration === '10s' && isAnchored
		? "Frame anchors are not supported with duration '10s'"
		: undefined;
}

module.exports = { problemOf };
