'use strict';

/** CometAPI (docs/gateways.md#cometapi). */

const { cometError, taskError, newApiFamily } = require('../errors');
const { officialRoutes } = require('./officialFormat');
const web = require('./webInternal');

const family = newApiFamily(cometError, (status, code, text) => cometError(status, text, code));

const errors = {
	...family,
	/** Its task routes are new-api's, so the bare task error is possible, too. */
	unknownTask: ({ has }) =>
		has('taskErrors') ? taskError(400, 'task_not_exist', 'task_not_exist') : family.unknownTask(),
	// Its own text; the example has no code (docs/gateways.md#cometapi-errors).
	invalid: (text) => cometError(400, text),
};

const CONSOLE_PAGE =
	'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>CometAPI</title></head>' +
	'<body><noscript>You need to enable JavaScript to run this app.</noscript>' +
	'<div id="root"></div></body></html>';

/** An unknown path leads to the web console, never to a JSON 404 (docs/gateways.md#cometapi-errors). */
function wrongPath({ path }) {
	const clean = path.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
	return clean === path
		? { status: 200, body: CONSOLE_PAGE }
		: { status: 301, headers: { Location: clean } };
}

module.exports = {
	name: 'cometApi',
	pictures: ['thumbnailUrl', 'lastFrameUrl'],
	errors,
	routes: officialRoutes(errors),
	wrongPath,
	taskBody: (task, context) => web.fetched(task, context, 'old'),
};
