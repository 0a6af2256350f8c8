'use strict';

/** HTTP plumbing: reads a request, records it, hands it to `handle` and writes the answer. */

const http = require('node:http');
const { Readable, pipeline } = require('node:stream');

/** nginx's default timeout for idle connections. */
const KEEP_ALIVE_MS = 75_000;

/**
 * @typedef {object} Call one recorded request
 * @property {string} gateway the gateway whose port was called, or `cdn`
 * @property {string} method
 * @property {string} path without the query
 * @property {URLSearchParams} query
 * @property {string} url path and query
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {string} rawBody
 * @property {any} body parsed JSON; undefined if there was none or it was invalid
 * @property {number} at the emulator's time, in milliseconds
 * @property {number} [status] of the answer; absent if none was sent
 * @property {string} [taskId] the task that a submit created
 *
 * @typedef {{ send: (call: Call, answer: import('./errors').Answer) => void, drop: () => void,
 *   hangUpLater: () => void }} Exchange
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

const DRIP_MS = 5;

/** Ways to send an answer other than in one piece. @type {Record<string, Function>} */
const WAYS = {
	/** Announces the full length and sends half of it. */
	breakOff(response, content) {
		response.write(content.subarray(0, content.length / 2), () => {
			response.socket?.resetAndDestroy();
		});
	},
	/** The same, on a connection that stays open. */
	stall: (response, content) => response.write(content.subarray(0, content.length / 2)),
	/** Keeps the connection busy with blanks and never answers. */
	endless(response) {
		const timer = setInterval(() => response.write(' '), DRIP_MS).unref();
		response.on('close', () => clearInterval(timer));
	},
	/** In this many pieces. */
	drip(response, content, pieces) {
		const size = Math.ceil(content.length / pieces);
		let sent = 0;
		const timer = setInterval(() => {
			response.write(content.subarray(sent, (sent += size)));
			if (sent >= content.length) response.end();
		}, DRIP_MS).unref();
		response.on('close', () => clearInterval(timer)).on('finish', () => clearInterval(timer));
	},
};

const ZEROS = Buffer.alloc(2 ** 20);

/** This many bytes, as fast as the client reads them. */
function* zeros(length) {
	for (let left = length; left > 0; left -= ZEROS.length) yield ZEROS.subarray(0, left);
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {{ status: number, headers: object, zeros: number }} answer
 */
function sendZeros(response, { status, headers, zeros: length }) {
	response.writeHead(status, { 'Content-Length': length, ...headers });
	if (response.req.method === 'HEAD') return response.end();
	// Fails if the client disconnects, which needs no report.
	return pipeline(Readable.from(zeros(length)), response, () => {});
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {import('./errors').Answer & { way?: string, pieces?: number }} answer
 */
function send(response, { status, body, headers, way, pieces }) {
	const content = encode(body);
	const defaults = content.length > 0 ? { 'Content-Type': contentType(body) } : {};
	const length = way === 'endless' ? {} : { 'Content-Length': content.length };
	response.writeHead(status, { ...defaults, ...length, ...headers });
	if (response.req.method === 'HEAD') response.end();
	else if (way) WAYS[way](response, content, pieces);
	else response.end(content);
}

/**
 * @param {object} options
 * @param {string} options.gateway
 * @param {() => number} options.now
 * @param {(call: Call) => void} options.record
 * @param {(call: Call, exchange: Exchange) => Promise<void>} options.handle
 * @param {import('node:net').Socket[]} options.hanging connections that never get a complete answer
 * @returns {import('node:http').Server & { mostAtOnce: number }} with the highest number of
 * concurrent requests
 */
function createServer({ gateway, now, record, handle, hanging }) {
	let underWay = 0;
	const server = http.createServer((request, response) => {
		server.mostAtOnce = Math.max(server.mostAtOnce, (underWay += 1));
		response.on('close', () => (underWay -= 1));
		const exchange = {
			drop: () => request.socket.destroy(),
			hangUpLater: () => hanging.push(request.socket),
			send: (call, answer) => {
				call.status = answer.status;
				if (answer.zeros === undefined) send(response, answer);
				else sendZeros(response, answer);
			},
		};
		readCall(request, gateway, now)
			.then((call) => {
				record(call);
				return handle(call, exchange);
			})
			.catch((error) => {
				if (response.destroyed || error.name === 'AbortError') return;
				// A bug in the emulator must not look like a gateway's fault.
				const body = `The emulator failed: ${error.stack}`;
				if (response.headersSent) response.destroy();
				else send(response, { status: 599, body });
			});
	});
	return Object.assign(server, { mostAtOnce: 0, keepAliveTimeout: KEEP_ALIVE_MS });
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
