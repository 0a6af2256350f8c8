'use strict';

/** Faults between gateway and client: fixed answers, broken ones, and no answer at all. */

const { setTimeout: pause } = require('node:timers/promises');
const { distort } = require('./distortions');

const HTML =
	'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Console</title></head>' +
	'<body><div id="root"></div><script src="/assets/index.js"></script></body></html>';

/** A success status around an error (docs/gateways.md#errors-under-http-200). */
const ENVELOPE = { code: 500, message: 'upstream error, please try again later', data: null };

/** What Luma-API appends after passing on an upstream error (docs/gateways.md#doubled-json). */
const SECOND_DOCUMENT = '{"detail":{"code":1,"reason":"unexpected end of JSON input"}}';

/**
 * The fixed answer that a scenario sends instead of the gateway's own.
 *
 * @param {import('./scenarioFields').Scenario} scenario
 * @param {(status: number) => import('./errors').Answer} upstreamError in the gateway's dialect
 * @returns {import('./errors').Answer|undefined}
 */
function literalAnswer(scenario, upstreamError) {
	const { status, body, headers } = scenario;
	if (scenario.redirect !== undefined) {
		return { status: status ?? 301, headers: { Location: scenario.redirect, ...headers } };
	}
	if (scenario.html) return { status: status ?? 200, body: body ?? HTML, headers };
	if (scenario.envelope) return { status: 200, body: body ?? ENVELOPE, headers };
	if (body !== undefined) return { status: status ?? 200, body, headers };
	if (status === undefined) return undefined;
	const answer = status < 400 ? { status } : upstreamError(status);
	return { ...answer, headers: { ...answer.headers, ...headers } };
}

const asText = (body) => (typeof body === 'string' ? body : JSON.stringify(body));

/** Two JSON documents in a row: only an upstream error is passed on like this. */
function doubledAnswer(literal, upstreamError) {
	const first = literal ?? upstreamError(400);
	const type = { 'Content-Type': 'application/json; charset=utf-8' };
	return { ...first, body: asText(first.body) + SECOND_DOCUMENT, headers: type };
}

/** Ways to send an answer other than in one piece. */
const WAYS = ['breakOff', 'stall', 'endless', 'drip'];

/**
 * @param {object} options
 * @param {import('./server').Call} options.call
 * @param {import('./scenarioFields').Scenario} options.scenario
 * @param {() => import('./errors').Answer} options.produce what the gateway does and answers
 * @param {(status: number) => import('./errors').Answer} options.upstreamError
 * @param {(id: string) => number|undefined} [options.rowIdOf] the row number of a task ID
 * @param {import('./server').Exchange} options.exchange
 * @param {AbortSignal} options.stopping
 * @param {(call: import('./server').Call) => void} [options.onHang]
 */
async function answerWithFaults({
	call,
	scenario,
	produce,
	upstreamError,
	rowIdOf,
	exchange,
	stopping,
	onHang,
}) {
	if (scenario.drop === 'before') return exchange.drop();
	const literal = literalAnswer(scenario, upstreamError);
	const replaced = scenario.doubled === true ? doubledAnswer(literal, upstreamError) : literal;
	const answer = replaced ?? distort(produce(), scenario, rowIdOf);
	// The gateway did its work but the answer is replaced, as behind a proxy that timed out.
	if (replaced && scenario.accept) produce();
	if (scenario.hang || scenario.stall || scenario.endless) {
		exchange.hangUpLater();
		onHang?.(call);
	}
	if (scenario.hang) return undefined;
	if (scenario.drop === 'after') return exchange.drop();
	if (scenario.delaySeconds) {
		await pause(scenario.delaySeconds * 1000, undefined, { ref: false, signal: stopping });
	}
	const way = WAYS.find((name) => scenario[name]);
	return exchange.send(call, way ? { ...answer, way, pieces: scenario.drip } : answer);
}

module.exports = { answerWithFaults };
