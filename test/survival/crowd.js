'use strict';

const { setTimeout: pause } = require('node:timers/promises');

const { isOpen } = require('../host/client');
const { eventually } = require('../host/eventually');
const { startSink } = require('../services/sink');
const { openWebhook } = require('../host/webhook');

/** So late is the first look that much can happen before it; left alone, it comes after 25 s. */
const LATE = { options: { pollInterval: 67 } };

/**
 * And so late that n8n is killed and back before it, on a slow machine too. What is due while n8n starts,
 * or a worker on its old folder, is taken up before n8n has read in its log what it takes for crashed.
 */
const AFTER_RESTART = { options: { pollInterval: 120 } };

/** Not done until somebody says so: however slow the machine is, no look before finds it done. */
const LONG = '[render: 3600]';

const SETTLE_MS = 3_000;

let count = 0;

/**
 * Many executions of a workflow, as production starts them: a call to its webhook gives prompts, and
 * what comes out at the end goes to a sink.
 *
 * @param {object} testbed of test/n8n/support.js
 */
function openCrowds(testbed) {
	let sink;
	beforeAll(async () => {
		sink = await startSink();
	});
	afterAll(async () => await sink.close());

	/** Saves the workflow and switches it on. */
	async function open(nodes, settings = {}) {
		count += 1;
		const path = `crowd-${count}-${Date.now()}`;
		const all = [splitPrompts, ...nodes, sink.nodeByExecution()];
		const { start, id: workflowId } = await openWebhook(testbed.n8n, path, all, { settings });
		const prompts = [];
		const list = () => testbed.n8n.executions(workflowId);
		/** Those that a call started or a person retried; a sub-workflow has the mode `integrated`. */
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
			/** One execution with these prompts, each of which is a video. */
			async start(...texts) {
				prompts.push(...texts);
				await start({ prompts: texts });
			},
			/** Waits until it is put aside, and not in the middle of a look. */
			parked: async () =>
				await eventually(
					async () => {
						const found = (await list()).filter(isOpen);
						return found.length > 0 && found.every(({ status }) => status === 'waiting');
					},
					'it to be put aside',
					240_000,
				),
			/** Waits until so many executions are at their end, and nothing else is open. */
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
			/** How the newest execution came out, or that it did not: it throws nothing. */
			async outcome(timeoutMs) {
				// n8n can mark as crashed what it takes up again a moment later.
				const isSettled = async () =>
					(await isOver(1)) && (await pause(SETTLE_MS), await isOver(1));
				await eventually(isSettled, 'the end', timeoutMs, 500).catch(() => {});
				const [{ id, status }] = await outer();
				const { error, data } = await read({ id });
				return {
					id,
					status,
					message: error?.message,
					/** What n8n keeps of the execution, for a person to look at. */
					stored: JSON.stringify(data),
					prompts,
					taskIds: this.taskIds(),
					/** What came out after Wait. */
					told: sink.got(id),
				};
			},
			/** The gateway has made its videos, at this moment, and calls. */
			finish: () => tasks().forEach((task) => testbed.emulator.finish(task)),
			/** Those that were paid for. */
			taskIds: () => tasks().map(({ id }) => id),
			/** What came out after Wait, of one execution. */
			told: (executionId) => sink.got(executionId),
		};
	}

	/** The usual workflow, with one execution. */
	async function launch(gateway, prompts, wait = LATE, { generate, settings } = {}) {
		const crowd = await open(
			[testbed.generate(gateway, generate), testbed.wait(gateway, wait)],
			settings,
		);
		await crowd.start(...prompts);
		return crowd;
	}

	/** Questions after tasks, to this gateway. */
	const asks = (gateway) => testbed.emulator.requestsTo(gateway, 'GET').length;

	/** Waits for so many more of them. */
	async function untilAsked(gateway, times, timeoutMs = 240_000) {
		const before = asks(gateway);
		const what = `${times} questions to ${gateway}`;
		await eventually(() => asks(gateway) >= before + times, what, timeoutMs);
	}

	/** Waits for a question, whose answer then takes its time. */
	async function untilHeld(gateway) {
		testbed.emulator.next({ delaySeconds: 20 }, { gateway, method: 'GET' });
		await untilAsked(gateway, 1);
	}

	return { open, launch, untilAsked, untilHeld };
}

/**
 * How each of these crowds came out, by its name.
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

/** Each prompt was submitted once, whatever happened since. */
const expectPaidOnce = ({ prompts, taskIds }) => expect(taskIds).toHaveLength(prompts.length);

/** Every video came out, once. */
function expectVideos(outcome) {
	const { status, message, taskIds, told } = outcome;
	expectPaidOnce(outcome);
	expect({ status, message }).toEqual({ status: 'success', message: undefined });
	const videoUrl = expect.stringMatching(/^http.*mp4/);
	expect(told).toMatchObject(taskIds.map((taskId) => ({ taskId, videoUrl })));
}

/** n8n itself ended it, in its own words. Nothing ran after Wait, and its input is still there. */
function expectEndedByN8n(outcome) {
	const { status, message, stored, taskIds, told } = outcome;
	expectPaidOnce(outcome);
	expect(['error', 'crashed']).toContain(status);
	expect(message).toEqual(expect.any(String));
	expect(told).toEqual([]);
	for (const taskId of taskIds) expect(stored).toContain(taskId);
}

/**
 * n8n died in the middle of a question. What it makes of that depends on how: either it ends the
 * execution in its own words, or it goes on with what the inner execution showed. Then each item says
 * what happened and names its task, and the next nodes ran once.
 */
function expectBrokenOff(outcome) {
	const { status, taskIds, told } = outcome;
	if (status !== 'success') return expectEndedByN8n(outcome);
	expectPaidOnce(outcome);
	expect(told).toMatchObject(
		taskIds.map((taskId) => ({
			taskId,
			code: 'timeout',
			retryable: true,
			error: expect.stringContaining(taskId),
		})),
	);
}

/** How many there are of each mode and status. */
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
	expectBrokenOff,
	expectEndedByN8n,
};
