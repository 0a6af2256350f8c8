'use strict';

const { setTimeout: pause } = require('node:timers/promises');

const { isOpen } = require('../host/client');
const { eventually } = require('../host/eventually');
const { startSink } = require('../services/sink');
const { openWebhook } = require('../host/webhook');

/** Delays the first check, so that much can happen before it; by default it comes after 25 s. */
const LATE = { options: { pollInterval: 67 } };

/**
 * Delays it until n8n was killed and is back, even on a slow machine: n8n (or a worker with its old folder)
 * resumes due executions before it reads in its event log which of them crashed.
 */
const AFTER_RESTART = { options: { pollInterval: 90 } };

/** Not finished until `finish()`, however slow the machine is. */
const LONG = '[render: 3600]';

const SETTLE_MS = 3_000;

let count = 0;

/**
 * Executions of a workflow, started as in production: a call to its webhook contains the prompts, and the
 * items at the end go to a sink.
 *
 * @param {object} testbed of test/n8n/support.js
 */
function openCrowds(testbed) {
	let sink;
	beforeAll(async () => {
		sink = await startSink();
	});
	afterAll(async () => await sink.close());

	/** Saves and activates the workflow. */
	async function open(nodes, settings = {}) {
		count += 1;
		const path = `crowd-${count}-${Date.now()}`;
		const all = [splitPrompts, ...nodes, sink.nodeByExecution()];
		const { start, id: workflowId } = await openWebhook(testbed.n8n, path, all, { settings });
		const prompts = [];
		const list = () => testbed.n8n.executions(workflowId);
		/** Executions started by a call or retried by a user; sub-workflows have the mode `integrated`. */
		const outer = async () => (await list()).filter(({ mode }) => mode !== 'integrated');
		const tasks = () =>
			testbed.emulator.accepted().filter(({ prompt }) => prompts.includes(prompt));
		const read = async ({ id }) => testbed.read(await testbed.n8n.execution(id));
		const isOver = async (expected) => {
			const found = await list();
			const ended = await outer();
			return !found.some(isOpen) && ended.length >= expected;
		};
		return {
			id: workflowId,
			/** Starts one execution with these prompts, each of which makes a video. */
			async start(...texts) {
				prompts.push(...texts);
				await start({ prompts: texts });
			},
			/** Waits until it is suspended and not in the middle of a check. */
			suspended: async () =>
				await eventually(
					async () => {
						const found = (await list()).filter(isOpen);
						return found.length > 0 && found.every(({ status }) => status === 'waiting');
					},
					'it to be suspended',
					240_000,
				),
			/** Waits until this many executions have ended and none is in progress. */
			async ended(expected, timeoutMs = 240_000) {
				try {
					const what = `the end of ${expected} executions`;
					await eventually(() => isOver(expected), what, timeoutMs, 500);
				} catch (error) {
					error.message += `: ${JSON.stringify(tally(await list()))}`;
					throw error;
				}
				const ends = [];
				for (const one of await outer()) ends.push(await read(one));
				return ends;
			},
			/** The result of the newest execution, even if it did not end: it does not throw. */
			async outcome(timeoutMs) {
				// n8n can mark an execution as crashed shortly before it resumes it.
				const isSettled = async () =>
					(await isOver(1)) && (await pause(SETTLE_MS), await isOver(1));
				await eventually(isSettled, 'the end', timeoutMs, 500).catch(() => {});
				const [{ id, status }] = await outer();
				const { error, data } = await read({ id });
				return {
					id,
					status,
					message: error?.message,
					/** n8n's data of the execution, for debugging. */
					stored: JSON.stringify(data),
					prompts,
					taskIds: this.taskIds(),
					/** What the node after Wait received. */
					received: sink.got(id),
				};
			},
			/** Finishes its videos now, and lets the gateway call back. */
			finish: () => tasks().forEach((task) => testbed.emulator.finish(task)),
			/** The tasks that were paid for. */
			taskIds: () => tasks().map(({ id }) => id),
			/** What the node after Wait received in one execution. */
			received: (executionId) => sink.got(executionId),
		};
	}

	/** Starts one execution of the usual workflow. */
	async function launch(gateway, prompts, wait = LATE, { generate, settings } = {}) {
		const crowd = await open(
			[testbed.generate(gateway, generate), testbed.wait(gateway, wait)],
			settings,
		);
		await crowd.start(...prompts);
		return crowd;
	}

	/** The number of status requests to this gateway. */
	const polls = (gateway) => testbed.emulator.requestsTo(gateway, 'GET').length;

	/** Waits for this many more of them. */
	async function untilPolled(gateway, times, timeoutMs = 240_000) {
		const before = polls(gateway);
		const what = `${times} status requests to ${gateway}`;
		await eventually(() => polls(gateway) >= before + times, what, timeoutMs);
	}

	/** Waits for a status request whose answer is delayed. */
	async function untilHeld(gateway) {
		testbed.emulator.next({ delaySeconds: 20 }, { gateway, method: 'GET' });
		await untilPolled(gateway, 1);
	}

	return { open, launch, untilPolled, untilHeld };
}

/**
 * The results of these crowds by name.
 *
 * @param {Record<string, any>} crowds
 */
async function outcomesOf(crowds, timeoutMs) {
	const outcomes = await Promise.all(
		Object.entries(crowds).map(async ([name, crowd]) => [name, await crowd.outcome(timeoutMs)]),
	);
	return Object.fromEntries(outcomes);
}

const splitPrompts = {
	name: 'Items',
	type: 'n8n-nodes-base.splitOut',
	parameters: { fieldToSplitOut: 'body.prompts', options: { destinationFieldName: 'prompt' } },
};

/** Each prompt was submitted once, whatever happened. */
const expectPaidOnce = ({ prompts, taskIds }) => expect(taskIds).toHaveLength(prompts.length);

/** Every video was delivered once. */
function expectVideos(outcome) {
	const { status, message, taskIds, received } = outcome;
	expectPaidOnce(outcome);
	expect({ status, message }).toEqual({ status: 'success', message: undefined });
	const videoUrl = expect.stringMatching(/^http.*mp4/);
	expect(received).toMatchObject(taskIds.map((taskId) => ({ taskId, videoUrl })));
}

/** n8n itself ended it with its own message. Nothing ran after Wait, and Wait's input is still stored. */
function expectEndedByN8n(outcome) {
	const { status, message, stored, taskIds, received } = outcome;
	expectPaidOnce(outcome);
	expect(['error', 'crashed']).toContain(status);
	expect(message).toEqual(expect.any(String));
	expect(received).toEqual([]);
	for (const taskId of taskIds) expect(stored).toContain(taskId);
}

/**
 * n8n died in the middle of a check. Depending on how, it either ends the execution with its own message, or
 * continues with the inner execution's last result. Then each item says what happened and names its task,
 * and the next nodes ran once.
 */
function expectInterrupted(outcome) {
	const { status, taskIds, received } = outcome;
	if (status !== 'success') return expectEndedByN8n(outcome);
	expectPaidOnce(outcome);
	expect(received).toMatchObject(
		taskIds.map((taskId) => ({
			taskId,
			code: 'timeout',
			retryable: true,
			error: expect.stringContaining(taskId),
		})),
	);
}

/** How many executions there are per mode and status. */
function tally(executions) {
	const counts = {};
	for (const { mode, status } of executions) {
		const key = `${mode} ${status}`;
		counts[key] = (counts[key] ?? 0) + 1;
	}
	return counts;
}

module.exports = {
	AFTER_RESTART,
	LONG,
	openCrowds,
	outcomesOf,
	expectPaidOnce,
	expectVideos,
	expectInterrupted,
	expectEndedByN8n,
};
