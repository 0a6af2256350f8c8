'use strict';

const { setTimeout: pause } = require('node:timers/promises');

const PATIENCE_MS = 60_000;
const POLL_MS = 500;

/**
 * `fetch` with a new connection per request. n8n closes connections that are idle for five seconds; a
 * process that was busy for that long would send its next request into a closing one ("other side
 * closed"). Repeats the request while n8n refuses all requests.
 *
 * @param {string} url
 * @param {RequestInit} [init]
 */
async function request(url, init = {}) {
	const headers = { ...init.headers, connection: 'close' };
	for (const until = Date.now() + PATIENCE_MS; ; await pause(POLL_MS)) {
		const response = await fetch(url, { ...init, headers });
		if (Date.now() > until || !(await isDatabaseNotReady(response))) return response;
	}
}

/** n8n answers like this after its database did not respond for 5 seconds, as on a busy machine. */
async function isDatabaseNotReady(response) {
	if (response.status !== 503) return false;
	return (await response.clone().text()).includes('Database is not ready');
}

module.exports = { request };
