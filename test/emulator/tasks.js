'use strict';

/** The tasks that were accepted (and so paid for), and how they stand at a moment. */

const { randomUUID, createHash } = require('node:crypto');

const RENDER_SECONDS = 3;

/**
 * @typedef {'queued'|'processing'|'completed'|'failed'} State neutral; each dialect has its words
 * @typedef {object} Task
 * @property {string} id
 * @property {number} rowId the number a relay's own database gives it (docs/gateways.md#task-rows)
 * @property {string} gateway
 * @property {string} kind which submit made it
 * @property {string} key
 * @property {string} prompt
 * @property {object} body as it was submitted
 * @property {string} [parentId] the task it extends
 * @property {number} submittedAt
 * @property {import('./scenarioFields').Scenario} scenario
 * @property {boolean} unmarked the no-mark link was asked for, so it is in the answer from now on
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
	 * @param {string} gateway a task of one gateway is unknown at the others
	 * @param {string} id its own, or the number of its row
	 * @param {number} at
	 * @returns {Task|undefined}
	 */
	find(gateway, id, at) {
		const found = this.byId.get(id);
		const task = found?.gateway === gateway ? found : undefined;
		// Right after the submit a task may not be readable yet (docs/gateways.md#unknown-tasks).
		const hiddenUntil = task && task.submittedAt + (task.scenario.notFoundFor ?? 0) * 1000;
		return task && at >= hiddenUntil ? task : undefined;
	}
}

/** When one video of a task starts, when it ends, and how. */
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

/** A task that never completes still gets an estimate, as a stuck queue does. */
const secondsLeft = (ms) => (Number.isFinite(ms) ? Math.ceil(ms / 1000) : 3600);

/** @param {import('./scenarioFields').Scenario} scenario */
const failureOf = ({ failReason, failCode, moderated = false }) => ({
	reason: failReason,
	code: failCode,
	moderated,
});

/**
 * Every change of state up to a moment, the submit itself not among them.
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
	// With no time in between there is nothing to see of the first.
	return both.filter((change, i) => change.at <= at && (i > 0 || startsAt < endsAt));
}

/** @param {Task} task */
const isOver = (task, at) => at >= lifeOf(task, 0).endsAt;

/** An ID that is the same every time it is asked for: links and videos keep theirs over fetches. */
function derivedHex(task, role) {
	return createHash('md5').update(`${task.id} ${role}`).digest('hex');
}

/** @returns {string} a UUID of version 4 by its looks: clients check that */
function derivedId(task, role) {
	return derivedHex(task, role).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');
}

module.exports = { Tasks, view, changes, isOver, derivedId, derivedHex };
