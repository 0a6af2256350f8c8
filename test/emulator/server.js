'use strict';

/** HTTP plumbing: reads a request, records it, has it answered, writes the answer. */

const http = require('node:http');

/**
 * @typedef {object} Call one recorded request
 * @property {string} gateway the gateway whose port was called, or `cdn`
 * @property {string} method
 * @property {string} path without the query
 * @property {URLSearchParams} query
 * @property {string} url path and query
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {string} rawBody
 * @property {any} body parsed JSON; undefined when there was none or it could not be parsed
 * @property {number} at by the emulator's clock
 * @property {number} [status] of the answer; absent when none was sent
 * @property {string} [taskId] the task a submit made
 *
 * @typedef {{ send: (call: Call, answer: import('./errors').Answer) => void, drop: () => void }}
 *   Exchange
 */

async function readCall(request, gateway, now) {
	const chunks = [];
	for await (const chunk of request) chunks.push(chunk);
	const rawBody = Buffer.concat(chunks).toString('utf8');
	const { pathname, searchParams } = new URL(request.url, 'http://emulator');
	return {
		gateway,
		method: request.method,
		path: pathname,
		query: searchParams,
		url: request.url,
		headers: request.headers,
		rawBody,
		body: parseJson(rawBody),
		at: now(),
	};
}

function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** @returns {Buffer} */
function encode(body) {
	if (body === undefined) return Buffer.alloc(0);
	if (Buffer.isBuffer(body)) return body;
	return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function contentType(body) {
	if (typeof body !== 'string') return 'application/json; charset=utf-8';
	if (body.startsWith('<')) return 'text/html; charset=utf-8';
	return parseJson(body) === undefined ? 'text/plain; charset=utf-8' : 'application/json';
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {import('./errors').Answer & { breakOff?: boolean }} answer
 */
function send(response, { status, body, headers, breakOff }) {
	const content = encode(body);
	const defaults = content.length > 0 ? { 'Content-Type': contentType(body) } : {};
	response.writeHead(status, { ...defaults, 'Content-Length': content.length, ...headers });
	if (response.req.method === 'HEAD') response.end();
	else if (!breakOff) response.end(content);
	// A download that stops: the full length is promised, half of it comes.
	else response.write(content.subarray(0, content.length / 2), () => response.destroy());
}

/**
 * @param {object} options
 * @param {string} options.gateway
 * @param {() => number} options.now
 * @param {(call: Call) => void} options.record
 * @param {(call: Call, exchange: Exchange) => Promise<void>} options.handle
 * @returns {import('node:http').Server}
 */
function createServer({ gateway, now, record, handle }) {
	return http.createServer((request, response) => {
		const exchange = {
			drop: () => request.socket.destroy(),
			send: (call, answer) => {
				call.status = answer.status;
				send(response, answer);
			},
		};
		readCall(request, gateway, now)
			.then((call) => {
				record(call);
				return handle(call, exchange);
			})
			.catch((error) => {
				if (response.destroyed || error.name === 'AbortError') return;
				// A fault of the emulator itself must not look like one of a gateway.
				const body = `The emulator failed: ${error.stack}`;
				if (response.headersSent) response.destroy();
				else send(response, { status: 599, body });
			});
	});
}

/**
 * @param {import('node:http').Server} server
 * @returns {Promise<number>} the port
 */
function listen(server, port, host) {
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, host, () => {
			server.off('error', reject);
			resolve(server.address().port);
		});
	});
}

/** @param {import('node:http').Server} server */
function stop(server) {
	return new Promise((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}

module.exports = { createServer, listen, stop };
