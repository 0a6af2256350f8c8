'use strict';

/** The accepted (and so paid) tasks, and their state at a given time. */

const { randomUUID, createHash } = require('node:crypto');

const RENDER_SECONDS = 3;

/**
 * @typedef {'queued'|'processing'|'completed'|'failed'} State neutral; each dialect has its own words
 * @typedef {object} Task
 * @property {string} id
 * @property {number} rowId its number in a relay's own database (docs/gateways.md#task-rows)
 * @property {string} gateway
 * @property {string} kind of the submit that created it
 * @property {string} key
 * @property {string} prompt
 * @property {object} body as submitted
 * @property {string} [parentId] the task it extends
 * @property {number} submittedAt
 * @property {import('./scenarioFields').Scenario} scenario
 * @property {boolean} unmarked the no-mark link was requested, so answers contain it from then on
 *
 * @typedef {{ reason?: string|null, code?: string, moderated: boolean }} Failure
 *   `reason` undefined: the gateway's usual text
 * @typedef {object} View
 * @property {State} state
 * @property {number|null} startedAt
 * @property {number|null} endedAt
 * @property {boolean} hasLink
 * @property {Failure|null} failure
 * @property {number|null} waitSeconds
 */

class Tasks {
	/** @param {() => number} now */
	constructor(now) {
		this.now = now;
		this.clear();
	}

	clear() {
		this.list = [];
		this.byId = new Map();
	}

	/**
	 * @param {Omit<Task, 'id'|'rowId'|'submittedAt'|'unmarked'>} task
	 * @returns {Task}
	 */
	add(task) {
		const added = {
			id: randomUUID(),
			// The first number is that of the real example (docs/gateways.md#task-rows).
			rowId: 13917 + this.list.length,
			submittedAt: this.now(),
			unmarked: false,
			...task,
		};
		this.list.push(added);
		for (const id of [added.id, String(added.rowId)]) this.byId.set(id, added);
		return added;
	}

	/**
	 * @param {string} gateway since a task of one gateway is unknown to the others
	 * @param {string} id the task's ID, or the number of its row
	 * @param {number} at
	 * @returns {Task|undefined}
	 */
	find(gateway, id, at) {
		const found = this.byId.get(id);
		const task = found?.gateway === gateway ? found : undefined;
		// A task may not be readable right after its submit (docs/gateways.md#unknown-tasks).
		const hiddenUntil = task && task.submittedAt + (task.scenario.notFoundFor ?? 0) * 1000;
		return task && at >= hiddenUntil ? task : undefined;
	}
}

/** When one video of a task starts and ends, and how it ends. */
function lifeOf(task, index) {
	const own = videoPlan(task, index);
	const render = own.renderSeconds ?? task.scenario.renderSeconds ?? RENDER_SECONDS;
	const queue = task.scenario.queueSeconds ?? render / 3;
	const ends = !['queued', 'processing'].includes(own.state) && !task.scenario.neverCompletes;
	return {
		startsAt: own.state === 'queued' ? Infinity : task.submittedAt + queue * 1000,
		endsAt: ends ? task.submittedAt + Math.max(queue, render) * 1000 : Infinity,
		ending: own.state ?? (isFailing(task.scenario) ? 'failed' : 'completed'),
	};
}

function videoPlan(task, index) {
	const plan = task.scenario.videoStates?.[index] ?? {};
	return typeof plan === 'string' ? { state: plan } : plan;
}

/** @param {import('./scenarioFields').Scenario} scenario */
const isFailing = ({ moderated, failReason, failCode }) =>
	moderated === true || failReason !== undefined || failCode !== undefined;

/**
 * @param {Task} task
 * @param {number} at
 * @param {number} [index] which of its videos
 * @returns {View}
 */
function view(task, at, index = 0) {
	const { startsAt, endsAt, ending } = lifeOf(task, index);
	const state = at >= endsAt ? ending : at >= startsAt ? 'processing' : 'queued';
	const { scenario } = task;
	const linkedAt = endsAt + (scenario.linkless ?? 0) * 1000;
	return {
		state,
		startedAt: at >= startsAt ? startsAt : null,
		endedAt: at >= endsAt ? endsAt : null,
		hasLink: state === 'completed' && (at >= linkedAt || task.unmarked),
		failure: state === 'failed' ? failureOf(scenario) : null,
		waitSeconds: scenario.estimatedWait && at < endsAt ? secondsLeft(endsAt - at) : null,
	};
}

/** A task that never completes still has an estimate, like a stuck queue. */
const secondsLeft = (ms) => (Number.isFinite(ms) ? Math.ceil(ms / 1000) : 3600);

/** @param {import('./scenarioFields').Scenario} scenario */
const failureOf = ({ failReason, failCode, moderated = false }) => ({
	reason: failReason,
	code: failCode,
	moderated,
});

/**
 * Every change of state up to a given time, without the submit itself.
 *
 * @param {Task} task
 * @param {number} at
 * @returns {Array<{ state: State, at: number }>}
 */
function changes(task, at) {
	const { startsAt, endsAt, ending } = lifeOf(task, 0);
	const both = [
		{ state: 'processing', at: startsAt },
		{ state: ending, at: endsAt },
	];
	// A state that lasts no time cannot be observed.
	return both.filter((change, i) => change.at <= at && (i > 0 || startsAt < endsAt));
}

/** @param {Task} task */
const isOver = (task, at) => at >= lifeOf(task, 0).endsAt;

/** The same hash every time, so that links and videos keep their IDs across fetches. */
function derivedHex(task, role) {
	return createHash('md5').update(`${task.id} ${role}`).digest('hex');
}

/** @returns {string} formatted as a UUID of version 4, which clients check */
function derivedId(task, role) {
	return derivedHex(task, role).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');
}

module.exports = { Tasks, view, changes, isOver, derivedId, derivedHex };
