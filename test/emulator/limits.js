'use strict';

/** Limits on the submits of each key: how many per minute, and how many tasks at once. */

const { isOver } = require('./tasks');

const MINUTE_MS = 60_000;
/** The Agents API's Retry-After while all job slots are taken (docs/gateways.md#agents-rate-limits). */
const BUSY_RETRY_AFTER_SECONDS = 60;

/** @typedef {{ gateway: string, key: string }} Owner */

class Limits {
	constructor() {
		this.clear();
	}

	clear() {
		/** @type {Map<string, { submitted: number[], unfinished: import('./tasks').Task[] }>} */
		this.accounts = new Map();
	}

	/** @param {import('./tasks').Task} task that was accepted; a refused submit does not count */
	add(task) {
		const account = this.#account(task);
		account.submitted.push(task.submittedAt);
		account.unfinished.push(task);
	}

	/**
	 * @param {Owner} owner
	 * @param {import('./scenarioFields').Scenario} scenario
	 * @param {number} now
	 * @returns {{ retryAfter: number, isBusy: boolean }|undefined} why a submit must wait
	 */
	refusal(owner, { submitsPerMinute, tasksAtOnce }, now) {
		const account = this.#account(owner);
		if (tasksAtOnce !== undefined) {
			account.unfinished = account.unfinished.filter((task) => !isOver(task, now));
			if (account.unfinished.length >= tasksAtOnce) {
				return { retryAfter: BUSY_RETRY_AFTER_SECONDS, isBusy: true };
			}
		}
		if (submitsPerMinute === undefined) return undefined;
		// When the oldest of the last n submits leaves the window; NaN if there were fewer than n.
		const freeInMs = account.submitted.at(-submitsPerMinute) + MINUTE_MS - now;
		return freeInMs > 0 ? { retryAfter: Math.ceil(freeInMs / 1000), isBusy: false } : undefined;
	}

	/** @param {Owner} owner */
	#account({ gateway, key }) {
		const name = `${gateway}\n${key}`;
		const account = this.accounts.get(name) ?? { submitted: [], unfinished: [] };
		this.accounts.set(name, account);
		return account;
	}
}

module.exports = { Limits };
