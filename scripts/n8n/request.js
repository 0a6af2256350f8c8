'use strict';

/**
 * `fetch` on a connection of its own. n8n closes one that is idle for five seconds, and a process that
 * was busy for as long would send its next request into it: "other side closed".
 *
 * @param {string} url
 * @param {RequestInit} [init]
 */
const request = async (url, init = {}) =>
	await fetch(url, { ...init, headers: { ...init.headers, connection: 'close' } });

module.exports = { request };
