'use strict';

/** Emulates the paid gateways, each dialect on its own port, and the storage of their videos. */

const { onFreePort } = require('../host/ports');
const { DIALECTS, GATEWAYS } = require('./dialects');
const { Scenarios } = require('./scenarios');
const { Tasks } = require('./tasks');
const { Limits } = require('./limits');
const { Media } = require('./media');
const { Callbacks } = require('./callbacks');
const { createCdn } = require('./cdn');
const { createServer, listen, stop } = require('./server');
const { answerWithFaults } = require('./faults');
const { answerCall, resolveScenario } = require('./gateway');

/**
 * @typedef {import('./scenarios').Scenario} Scenario
 * @typedef {import('./scenarios').Filter} Filter
 * @typedef {import('./server').Call} Call
 * @typedef {import('./tasks').Task} Task
 * @typedef {string} Gateway the name of a dialect
 *
 * @typedef {object} Emulator
 * @property {(gateway: Gateway) => string} url without a slash at the end
 * @property {string} cdnUrl
 * @property {Call[]} requests every request received, including those to the CDN
 * @property {(gateway: Gateway|'cdn', method?: string, path?: RegExp) => Call[]} requestsTo
 * @property {(gateway: Gateway|'cdn') => number} mostAtOnce the highest number of concurrent requests
 * @property {(gateway?: Gateway) => Task[]} accepted every task that was paid for, in order
 * @property {Call[]} leaks requests to the CDN that carried a key
 * @property {import('./callbacks').Delivery[]} callbacks every attempt to call back
 * @property {(scenario: Scenario, filter?: Filter) => void} next applies to the next matching requests
 * @property {(scenario: Scenario, filter?: Filter) => void} always applies until `reset`
 * @property {() => void} reset forgets tasks, requests and scenarios, and closes hanging connections;
 *   the defaults stay
 * @property {(service?: Gateway|'cdn') => Promise<void>} down refuses connections at its port, or at
 *   all ports, until `up`; tasks continue meanwhile
 * @property {() => Promise<void>} up
 * @property {() => Promise<void>} close
 */

/**
 * @param {object} [options]
 * @param {() => number} [options.now] the clock, in milliseconds
 * @param {string} [options.host]
 * @param {Partial<Record<Gateway|'cdn', number>>} [options.ports] 0 or absent: any free one
 * @param {Scenario} [options.defaults]
 * @param {(call: Call) => void} [options.onHang] called when an answer will never be complete
 * @returns {Promise<Emulator>}
 */
async function startEmulator({
	now = Date.now,
	host = '127.0.0.1',
	ports = {},
	defaults,
	onHang,
} = {}) {
	const stopping = new AbortController();
	const scenarios = new Scenarios(defaults);
	const urls = {};
	const world = {
		now,
		tasks: new Tasks(now),
		limits: new Limits(),
		media: new Media(() => urls.cdn),
		callbacks: new Callbacks(now),
	};
	const requests = [];
	const leaks = [];
	const hanging = [];

	const record = (call) => {
		requests.push(call);
		if (call.gateway === 'cdn' && call.headers.authorization !== undefined) leaks.push(call);
	};
	const serve = (gateway, handle) => createServer({ gateway, now, record, handle, hanging });
	const servers = {
		...Object.fromEntries(
			DIALECTS.map((dialect) => [dialect.name, serve(dialect.name, handlerOf(dialect))]),
		),
		cdn: serve('cdn', cdnHandler()),
	};

	function handlerOf(dialect) {
		return (call, exchange) => {
			const scenario = resolveScenario(dialect, call, scenarios);
			return answerWithFaults({
				call,
				scenario,
				produce: () => answerCall(dialect, call, scenario, world),
				upstreamError: dialect.errors.upstream,
				rowIdOf: (id) => world.tasks.byId.get(id)?.rowId,
				exchange,
				stopping: stopping.signal,
				onHang,
			});
		};
	}

	function cdnHandler() {
		const answer = createCdn(world);
		return (call, exchange) => {
			const { method, path } = call;
			const facts = { gateway: 'cdn', method, path, isSubmit: false };
			const scenario = scenarios.resolve(facts);
			return answerWithFaults({
				call,
				scenario,
				produce: () => answer(call, scenario),
				upstreamError: (status) => ({ status, body: '<Error><Code>InternalError</Code></Error>' }),
				exchange,
				stopping: stopping.signal,
				onHang,
			});
		};
	}

	const down = async (service) => {
		const ending = service ? [servers[service]] : Object.values(servers);
		await Promise.all(ending.map((server) => server.listening && stop(server)));
	};

	/** At the same ports as before, since users' credentials contain them. */
	async function up() {
		for (const [name, server] of Object.entries(servers)) {
			if (!server.listening) await listen(server, Number(new URL(urls[name]).port), host);
		}
	}

	async function close() {
		stopping.abort();
		world.callbacks.clear();
		await down();
	}

	try {
		for (const [name, server] of Object.entries(servers)) {
			const listenAt = (port) => listen(server, port, host);
			const port = await (ports[name] ? listenAt(ports[name]) : onFreePort(listenAt));
			urls[name] = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
		}
	} catch (error) {
		await close();
		throw error;
	}

	return {
		url(gateway) {
			if (!GATEWAYS.includes(gateway)) throw new Error(`Unknown gateway "${gateway}"`);
			return urls[gateway];
		},
		cdnUrl: urls.cdn,
		requests,
		requestsTo: (gateway, method, path) =>
			requests.filter(
				(call) =>
					call.gateway === gateway &&
					(!method || call.method === method.toUpperCase()) &&
					(!path || call.path.search(path) >= 0),
			),
		mostAtOnce: (gateway) => servers[gateway].mostAtOnce,
		accepted: (gateway) => world.tasks.list.filter((task) => !gateway || task.gateway === gateway),
		/** Completes the video now. */
		finish(task) {
			task.scenario.renderSeconds = (now() - task.submittedAt) / 1000;
		},
		leaks,
		callbacks: world.callbacks.deliveries,
		next: (scenario, filter) => scenarios.next(scenario, filter),
		always: (scenario, filter) => scenarios.always(scenario, filter),
		reset() {
			world.tasks.clear();
			world.limits.clear();
			world.media.clear();
			world.callbacks.clear();
			scenarios.reset();
			requests.length = 0;
			leaks.length = 0;
			for (const server of Object.values(servers)) server.mostAtOnce = 0;
			hanging.splice(0).forEach((socket) => socket.destroy());
		},
		down,
		up,
		close,
	};
}

module.exports = { startEmulator, DIALECTS, GATEWAYS };
