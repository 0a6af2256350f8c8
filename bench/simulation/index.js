'use strict';

/**
 * Runs the real node on n8n's own engine against the emulator over HTTP, on a fake clock; and what others
 * do, on the same clock and emulator.
 */

const { LumaApi } = require('../../dist/credentials/LumaApi.credentials');
const { Luma } = require('../../dist/nodes/Luma/Luma.node');
const { startEmulator } = require('../../test/emulator');
const { createHost, LUMA } = require('../../test/engine/host');
const { chain } = require('../../test/workflow');
const { randomOf } = require('../draws');
const { time, tracker } = require('./clock');

const GENERATIONS = '/dream-machine/v1/generations';
const KEY = 'sk-bench-0123456789';

/**
 * @typedef {object} Outcome of waiting for some videos; times in seconds unless noted
 * @property {number} lagSeconds from the end of the slowest video to the end of the execution
 * @property {number} seconds from the first submit to the end of the execution
 * @property {number} requests for the state of tasks
 * @property {number[]} requestedAt when they arrived; milliseconds
 * @property {number} mostAtOnce the highest number of concurrent requests
 * @property {number} videos that were returned with a link
 * @property {number} submits that were accepted
 *
 * @typedef {(renders: number[]) => Promise<Outcome>} Contender takes the render times in seconds
 */

/**
 * @param {object} [options]
 * @param {string} [options.gateway]
 * @param {object} [options.scenario] of every task
 * @param {number} [options.queued] how much of its render time a video is queued, as a fraction; 0: it
 *   is processed at once
 * @param {boolean} [options.singleReads] the gateway has no batch call
 * @param {number} [options.answerSeconds] real time that an answer takes, to count concurrent requests
 */
async function openSimulation({
	gateway = 'cometApi',
	scenario = {},
	queued = 1 / 3,
	singleReads = false,
	answerSeconds = 0,
} = {}) {
	const emulator = await startEmulator({ now: () => time.now });
	const random = randomOf(7);
	let count = 0;

	/** Runs one contender after the other, each on an empty gateway. */
	async function measured(renders, run) {
		emulator.reset();
		if (singleReads) emulator.always({ status: 404 }, { path: /tasks$/ });
		if (answerSeconds) emulator.always({ delaySeconds: answerSeconds }, { method: 'GET' });
		renders.forEach((seconds) =>
			emulator.next({ ...scenario, renderSeconds: seconds, queueSeconds: seconds * queued }),
		);
		const links = await run();
		const tasks = emulator.accepted();
		const ends = tasks.map(({ submittedAt }, index) => submittedAt + renders[index] * 1000);
		const statusRequests = emulator.requests.filter(
			({ gateway: of, taskId }) => of === gateway && !taskId,
		);
		return {
			lagSeconds: (time.now - Math.max(...ends)) / 1000,
			seconds: (time.now - tasks[0].submittedAt) / 1000,
			requests: statusRequests.length,
			requestedAt: statusRequests.map(({ at }) => at),
			mostAtOnce: emulator.mostAtOnce(gateway),
			videos: links.filter((link) => /^http/.test(link)).length,
			submits: tasks.length,
		};
	}

	return {
		/**
		 * Our node: Generate, then Wait with these parameters.
		 *
		 * @returns {Contender}
		 */
		ours: (parameters) => async (renders) => {
			const resume = tracker(random);
			const host = createHost({
				Luma,
				LumaApi,
				credential: { gateway, baseUrl: emulator.url(gateway), apiKey: KEY },
				executionOf: () => ({ waitTill: new Date(), resultData: {} }),
				onSuspended: ({ waitTill }) => resume(waitTill.getTime()),
			});
			return await measured(renders, async () => {
				const items = renders.map((_, index) => ({ json: { prompt: `video ${index}` } }));
				count += 1;
				const how = { executionId: String(count) };
				const run = await host.run(workflow(parameters), items, how);
				if (run.error) throw run.error;
				return run.json('Wait').map(({ videoUrl }) => videoUrl);
			});
		},

		/**
		 * A loop that polls one task after the other at a fixed interval and submits each when the one before
		 * is finished, as n8n's own OpenAI node does with 10 s.
		 *
		 * @returns {Contender}
		 */
		oneByOne: (intervalSeconds) => async (renders) =>
			await measured(renders, async () => {
				const links = [];
				for (const index of renders.keys()) {
					const id = await submit(`video ${index}`);
					for (let link; !link; links.push(...(link ? [link] : []))) {
						time.now += intervalSeconds * 1000;
						link = await linkOf(id);
					}
				}
				return links;
			}),

		close: () => emulator.close(),
	};

	/** CometAPI's version of Luma's first API (docs/gateways.md#cometapi-submit). */
	async function submit(prompt) {
		return (await call('POST', GENERATIONS, { prompt })).id;
	}

	async function linkOf(id) {
		const { video } = await call('GET', `${GENERATIONS}/${id}`);
		return video?.download_url ?? video?.url;
	}

	async function call(method, path, body) {
		const response = await fetch(`${emulator.url(gateway)}${path}`, {
			method,
			headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
			body: body && JSON.stringify(body),
		});
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
		return await response.json();
	}
}

const luma = (name, parameters) => ({
	name,
	type: LUMA,
	parameters,
	credentials: { lumaApi: { id: '1', name: 'Luma AI account' } },
});

/** @param {object} parameters of Wait */
const workflow = (parameters) =>
	chain(
		luma('Generate', { prompt: '={{ $json.prompt }}' }),
		luma('Wait', { resource: 'task', operation: 'wait', ...parameters }),
	);

module.exports = { openSimulation };
