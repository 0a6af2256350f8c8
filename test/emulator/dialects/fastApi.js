'use strict';

/** What both official services share: they answer every error with `{detail}` (1.4, 2.3). */

const { detail } = require('../errors');

/**
 * The list form of `detail`. Plausible for a missing field and found in no document
 * (docs/gateways.md#dream-machine-errors), so it is used only where no text is known.
 *
 * @param {Array<string|number>} loc
 */
const invalidField = (loc, msg, type) => detail(422, [{ loc, msg, type }]);

const invalidJson = () => invalidField(['body', 0], 'JSON decode error', 'json_invalid');

/** A known path with another method is told apart from an unknown path. */
const wrongPathOf = (routes) => (call) =>
	routes.some(({ path }) => path.test(call.path))
		? detail(405, 'Method Not Allowed')
		: detail(404, 'Not Found');

const UPSTREAM_TEXTS = {
	500: 'Internal Server Error',
	502: 'Upstream service unavailable',
	503: 'Image URL ingestion unavailable',
	504: 'Gateway Timeout',
};

/** @param {number} status */
const upstream = (status) => detail(status, UPSTREAM_TEXTS[status] ?? `Error ${status}`);

module.exports = { invalidField, invalidJson, wrongPathOf, upstream };
