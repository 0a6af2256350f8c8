'use strict';

/** CometAPI (luma-apis.md 3.1, 5.4; seeds 000 and 001). */

const { cometError, taskError, newApiFamily } = require('../errors');
const { officialRoutes } = require('./officialFormat');
const web = require('./webInternal');

const family = newApiFamily(cometError, (status, code, text) => cometError(status, text, code));

const errors = {
	...family,
	/** Its task routes are new-api's, so the bare task error may come through, too. */
	unknownTask: ({ has }) =>
		has('taskErrors') ? taskError(400, 'task_not_exist', 'task_not_exist') : family.unknownTask(),
	// Its own text; the example has no code (luma-apis.md 5.4).
	invalid: (text) => cometError(400, text),
};

const CONSOLE_PAGE =
	'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>CometAPI</title></head>' +
	'<body><noscript>You need to enable JavaScript to run this app.</noscript>' +
	'<div id="root"></div></body></html>';

/** A wrong path is the web console's: never a JSON 404 (luma-apis.md 5.4). */
function wrongPath({ path }) {
	const clean = path.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
	return clean === path
		? { status: 200, body: CONSOLE_PAGE }
		: { status: 301, headers: { Location: clean } };
}

module.exports = {
	name: 'cometApi',
	errors,
	routes: officialRoutes(errors),
	wrongPath,
	taskBody: (task, context) => web.fetched(task, context, 'old'),
};
