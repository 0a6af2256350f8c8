'use strict';

/**
 * Sends a callback for every change of state: the task object as JSON, unsigned. A delivery that is
 * not answered with 200 is retried 3 times, 100 ms apart, each with a timeout of 5 s
 * (docs/gateways.md#dream-machine-callbacks). The relays document nothing about `notify_hook`, so they
 * do the same here (docs/gateways.md#callbacks).
 */

const http = require('node:http');
const https = require('node:https');
const { setTimeout: pause } = require('node:timers/promises');
const { changes, isOver } = require('./tasks');

const RETRIES = 3;
const RETRY_DELAY_MS = 100;
const TIMEOUT_MS = 5000;
/** The clock may be a test's fake one, so it is polled: no timer can be set for the next change. */
const POLL_MS = 20;

/**
 * @typedef {{ gateway: string, taskId: string, state: string, url: string, attempt: number,
 *   status?: number, error?: string }} Delivery
 */

class Callbacks {
	/** @param {() => number} now */
	constructor(now) {
		this.now = now;
		/** @type {Delivery[]} */
		this.deliveries = [];
		this.clear();
	}

	clear() {
		clearInterval(this.timer);
		this.stopping?.abort();
		this.timer = undefined;
		this.stopping = new AbortController();
		this.watched = new Set();
		this.deliveries.length = 0;
	}

	/**
	 * @param {import('./tasks').Task} task
	 * @param {string|undefined} url
	 * @param {(at: number) => unknown} bodyAt the task object as it was at that moment
	 */
	watch(task, url, bodyAt) {
		if (!url || task.scenario.callback === 'lost') return;
		this.watched.add({ task, url, bodyAt, sent: 0, queue: Promise.resolve() });
		this.timer ??= setInterval(() => this.#deliverChanges(), POLL_MS).unref();
	}

	#deliverChanges() {
		const at = this.now();
		for (const one of this.watched) {
			const changed = changes(one.task, at);
			changed.slice(one.sent).forEach((change) => this.#enqueue(one, change));
			one.sent = changed.length;
			if (isOver(one.task, at)) this.watched.delete(one);
		}
		if (this.watched.size > 0) return;
		clearInterval(this.timer);
		this.timer = undefined;
	}

	/** The deliveries of a task are sequential: a slow receiver gets them late, not all at once. */
	#enqueue(one, change) {
		const body = JSON.stringify(one.bodyAt(change.at));
		const { signal } = this.stopping;
		const times = one.task.scenario.callback === 'twice' ? 2 : 1;
		for (let i = 0; i < times; i += 1) {
			one.queue = one.queue.then(() => this.#deliver(one, change.state, body, signal));
		}
	}

	async #deliver({ task, url }, state, body, signal) {
		for (let attempt = 1; attempt <= 1 + RETRIES && !signal.aborted; attempt += 1) {
			const delivery = { gateway: task.gateway, taskId: task.id, state, url, attempt };
			Object.assign(delivery, await post(url, body, signal));
			if (signal.aborted) return;
			this.deliveries.push(delivery);
			if (delivery.status === 200) return;
			await pause(RETRY_DELAY_MS, undefined, { ref: false, signal }).catch(() => {});
		}
	}
}

/**
 * A new connection per attempt: a kept-alive one would stop the receiver from closing.
 *
 * @returns {Promise<{ status?: number, error?: string }>}
 */
function post(url, body, stopping) {
	return new Promise((resolve) => {
		const failed = (error) => resolve({ error: error.code ?? error.message });
		try {
			const { request } = url.startsWith('https:') ? https : http;
			const headers = { 'Content-Type': 'application/json' };
			const signal = AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]);
			request(url, { method: 'POST', headers, agent: false, signal }, (response) => {
				response.on('error', failed).on('end', () => resolve({ status: response.statusCode }));
				response.resume();
			})
				.on('error', failed)
				.end(body);
		} catch (error) {
			// Not a valid URL: a gateway would notice only now, too.
			failed(error);
		}
	});
}

module.exports = { Callbacks };
