'use strict';

const { setTimeout: pause } = require('node:timers/promises');

const PATIENCE_MS = 60_000;
const POLL_MS = 500;

/**
 * `fetch` on a connection of its own. n8n closes one that is idle for five seconds, and a process that
 * was busy for as long would send its next request into it: "other side closed". It asks again while n8n
 * takes nothing in.
 *
 * @param {string} url
 * @param {RequestInit} [init]
 */
async function request(url, init = {}) {
	const headers = { ...init.headers, connection: 'close' };
	for (const until = Date.now() + PATIENCE_MS; ; await pause(POLL_MS)) {
		const response = await fetch(url, { ...init, headers });
		if (Date.now() > until || !(await isRefusedAtTheDoor(response))) return response;
	}
}

/** n8n says so for a moment where its database did not answer in 5 seconds, as on a busy machine. */
async function isRefusedAtTheDoor(response) {
	if (response.status !== 503) return false;
	return (await response.clone().text()).includes('Database is not ready');
}

module.exports = { request };
