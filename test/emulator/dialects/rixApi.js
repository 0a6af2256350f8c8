'use strict';

/** RixAPI and its siblings: their own format and the official one (docs/gateways.md#rixapi-calls). */

const { firstOf, types, requiredText, keyframes } = require('../checks');
const { newApiError, taskError, invalidUrl, newApiFamily } = require('../errors');
const { view } = require('../tasks');
const { officialRoutes, fetchTask } = require('./officialFormat');
const web = require('./webInternal');
const { submitted } = require('./webSubmitted');

const errors = newApiFamily(newApiError, taskError);

const TEXTS = ['image_url', 'image_end_url', 'notify_hook', 'duration', 'resolution', 'model_name'];

const refuseWith = (problem) => problem && errors.invalid(problem);

/** Common to both submits of the own format. */
const ownFormat = {
	prompt: (body) => body.user_prompt,
	callbackUrl: (body) => body.notify_hook,
	accepted: (task, context) => ({ status: 201, body: submitted(task, context) }),
};

const generate = {
	method: 'POST',
	path: /^\/luma\/generations$/,
	readsBody: true,
	submit: {
		...ownFormat,
		// `loop` is "required" in the table of docs/gateways.md#rixapi-submit but missing in its example, so it is optional here.
		refuse: (body) =>
			refuseWith(
				firstOf(
					requiredText(body, ['user_prompt', 'aspect_ratio']),
					types(body, 'boolean', ['loop', 'expand_prompt']),
					types(body, 'string', TEXTS),
					keyframes(body.keyframes),
				),
			),
	},
};

const extend = {
	method: 'POST',
	path: /^\/luma\/generations\/(?<id>[^/]+)\/extend$/,
	readsBody: true,
	submit: {
		...ownFormat,
		kind: 'extend',
		refuse(body, { find, params }) {
			if (!find(params.id)) return errors.unknownOrigin();
			return refuseWith(
				firstOf(
					requiredText(body, ['user_prompt']),
					types(body, 'boolean', ['expand_prompt']),
					types(body, 'string', TEXTS),
				),
			);
		},
	},
};

const fetchOne = {
	method: 'GET',
	path: /^\/luma\/generations\/(?<id>[^/]+)$/,
	answer: (context) => fetchTask(context, errors, 'artifact'),
};

/** Unknown IDs are left out: the list has only the rows that the query found. */
const fetchMany = {
	method: 'POST',
	path: /^\/luma\/tasks$/,
	readsBody: true,
	answer(context) {
		const { ids } = context.call.body;
		if (!Array.isArray(ids)) return errors.invalid('ids is required');
		const tasks = ids.map(context.find).filter(Boolean);
		const isBare = ['bareArray', 'yunwu'].some(
			(name) => context.has(name) || tasks.some((task) => context.has(name, task)),
		);
		if (isBare) {
			return { status: 200, body: tasks.map((task) => web.fetched(task, context, 'artifact')) };
		}
		const data = tasks.map((task) => web.row(task, context));
		return { status: 200, body: { code: 'success', message: '', data } };
	},
};

/** Whether fetching the task returns the form of 2024-10. */
const isOld = (task, { has }) => task.kind === 'official' || has('old', task);

/** Answers 400 until the task is completed (docs/gateways.md#rixapi-clean-link). */
const noMark = {
	method: 'GET',
	path: /^\/luma\/generations\/(?<id>[^/]+)\/download_video_url$/,
	answer(context) {
		const { now, media } = context;
		const task = context.find(context.params.id);
		if (!task) return errors.unknownTask();
		if (view(task, now).state !== 'completed') return errors.notReady('video is not completed');
		// The relay stores the link and includes it in all later answers.
		task.unmarked = true;
		const links = isOld(task, context) ? media.lite(task, now) : media.dreamMachine(task, now);
		return { status: 200, body: { url: links.presigned } };
	},
};

module.exports = {
	name: 'rixApi',
	pictures: ['thumbnailUrl', 'lastFrameUrl'],
	errors,
	routes: [generate, extend, fetchMany, noMark, fetchOne, ...officialRoutes(errors)],
	wrongPath: ({ method, path }) => invalidUrl(method, path),
	taskBody: (task, context) =>
		web.fetched(task, context, task.kind === 'official' ? 'old' : 'artifact'),
};
