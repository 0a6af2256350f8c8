'use strict';

/**
 * The "official api interface format" of the relays: Luma's old paths and request, but the answers of
 * the web application (docs/gateways.md#cometapi-task). CometAPI has only this, RixAPI has both.
 */

const { firstOf, types, requiredText, keyframes } = require('../checks');
const web = require('./webInternal');
const { submittedOfficial } = require('./webSubmitted');

const PATH = '/dream-machine/v1/generations';

/** @param {any} body */
const problemOf = (body) =>
	firstOf(
		requiredText(body, ['prompt']),
		types(body, 'boolean', ['loop']),
		types(body, 'string', ['aspect_ratio', 'callback_url']),
		keyframes(body.keyframes),
	);

/** @param {object} errors of the gateway */
function officialRoutes(errors) {
	return [
		{
			method: 'POST',
			path: new RegExp(`^${PATH}$`),
			readsBody: true,
			submit: {
				kind: 'official',
				refuse(body) {
					const problem = problemOf(body);
					return problem && errors.invalid(problem);
				},
				prompt: (body) => body.prompt,
				callbackUrl: (body) => body.callback_url,
				accepted: (task, context) => ({
					status: 201,
					body: submittedOfficial(task, context),
				}),
			},
		},
		{
			method: 'GET',
			path: new RegExp(`^${PATH}/(?<id>[^/]+)$`),
			answer: (context) => fetchTask(context, errors, 'old'),
		},
	];
}

/** The newest new-api answers an unknown ID with 200 and no data (docs/gateways.md#unknown-tasks). */
const EMPTY_SUCCESS = { status: 200, body: { code: 'success', data: null } };

/**
 * @param {import('../gateway').Context} context
 * @param {object} errors
 * @param {'old'|'artifact'} usual
 */
function fetchTask(context, errors, usual) {
	const task = context.find(context.params.id);
	if (task) return { status: 200, body: web.fetched(task, context, usual) };
	return context.has('emptySuccess') ? EMPTY_SUCCESS : errors.unknownTask(context);
}

module.exports = { officialRoutes, fetchTask };
