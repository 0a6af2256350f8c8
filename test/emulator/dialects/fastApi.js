'use strict';

/** Common to both official services: they answer every error with `{detail}` (docs/gateways.md#error-shapes). */

const { detail } = require('../errors');

/**
 * The list form of `detail`. Plausible for a missing field but not documented
 * (docs/gateways.md#dream-machine-errors), so it is used only where the text is unknown.
 *
 * @param {Array<string|number>} loc
 */
const invalidField = (loc, msg, type) => detail(422, [{ loc, msg, type }]);

const invalidJson = () => invalidField(['body', 0], 'JSON decode error', 'json_invalid');

/** Tells a known path with the wrong method from an unknown path. */
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
