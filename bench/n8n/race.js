'use strict';

const { setTimeout: pause } = require('node:timers/promises');

const { openWebhook } = require('../../test/host/webhook');
const { GATEWAY } = require('./gateway');

const LOOK_MS = 1_000;
/** Calls to a webhook that are made at the same time. */
const AT_ONCE = 20;

let count = 0;

/**
 * The workflow of a contender, many times: each execution is started by a call, makes one video and
 * tells the sink.
 *
 * @typedef {object} Contender
 * @property {string} name
 * @property {string} title
 * @property {(stage: any) => any[]} nodes from the call to the finished video
 * @property {Record<string, string>} [back] where the second output of a node leads back to
 * @property {string} video an expression after the last node: true where there is a video
 * @property {(stage: any) => any} [download] a node that loads the file, where none of them does
 *
 * @param {any} stage of stage.js
 * @param {Contender} contender
 * @param {{ downloads?: boolean, title?: string }} [how] with its file; what its checks are called
 */
async function openRace(stage, contender, { downloads = false, title = contender.title } = {}) {
	const { n8n, emulator, sink } = stage;
	count += 1;
	const name = `${contender.name} ${count}`;
	const loads = downloads ? contender.download?.(stage) : undefined;
	const video = loads ? '$binary.data?.fileSize' : contender.video;
	const end = sink.node(
		name,
		`{ prompt: $('Call').first().json.body.prompt, video: Boolean(${video}) }`,
	);
	const nodes = [...contender.nodes(stage), ...(loads ? [loads] : []), end];
	const path = `${contender.name}-${count}-${Date.now()}`;
	const { id, start } = await openWebhook(n8n, path, nodes, { back: contender.back });
	let started = 0;
	const startOne = async (renderSeconds) => {
		started += 1;
		await start({ prompt: promptOf(name, started, renderSeconds) });
	};

	/** How many of its executions are in each state; the parts of a suspended one do not count. */
	async function states() {
		const rows = await n8n.database.query(
			`SELECT status, count(*)::int AS count FROM execution_entity
			  WHERE "workflowId" = $1 AND mode = 'webhook' GROUP BY status`,
			[id],
		);
		return Object.fromEntries(rows.map((row) => [row.status, row.count]));
	}

	/** What is not at its end yet, parts included. */
	async function open() {
		const [row] = await n8n.database.query(
			`SELECT count(*)::int AS count FROM execution_entity
			  WHERE "workflowId" = $1 AND status IN ('new', 'running', 'waiting')`,
			[id],
		);
		return row.count;
	}

	const jobs = () => stage.jobs().filter(({ workflowId }) => workflowId === id);
	/** One whose end the log does not tell would count as no time at all. */
	const unended = () => jobs().filter(({ endedAt }) => !endedAt);
	const tasks = () =>
		emulator.accepted(GATEWAY).filter(({ prompt }) => prompt.startsWith(`${name} / `));
	const arrivals = () => sink.arrivals(name);

	return {
		id,
		contender,
		states,
		tasks,
		arrivals,

		/** Starts an execution for each of these render times, all at once. */
		async start(renderSeconds) {
			for (let from = 0; from < renderSeconds.length; from += AT_ONCE) {
				const some = renderSeconds.slice(from, from + AT_ONCE);
				await Promise.all(some.map(startOne));
			}
		},

		/** The same, evenly spread over a while, so that they come to the worker one by one. */
		async startSpread(renderSeconds, spreadMs) {
			const began = Date.now();
			for (const [index, seconds] of renderSeconds.entries()) {
				const due = began + (index / renderSeconds.length) * spreadMs;
				await pause(Math.max(0, due - Date.now()));
				await startOne(seconds);
			}
		},

		/** Until so many have reached the sink, or for so long. */
		async arrived(wanted, timeoutMs) {
			for (const until = Date.now() + timeoutMs; Date.now() < until; await pause(LOOK_MS)) {
				if (arrivals().length >= wanted) return;
			}
		},

		/** Until all are at their end, or for so long: what is missing then shows in the checks. */
		async over(timeoutMs) {
			for (const until = Date.now() + timeoutMs; Date.now() < until; await pause(LOOK_MS)) {
				const known = Object.values(await states()).reduce((sum, one) => sum + one, 0);
				if (known >= started && (await open()) === 0 && unended().length === 0) return;
			}
		},

		jobs,

		/** Questions after its tasks. */
		statusRequests() {
			const ids = new Set(tasks().map((task) => task.id));
			return emulator
				.requestsTo(GATEWAY, 'GET')
				.filter(({ path: asked }) => ids.has(asked.split('/').at(-1)));
		},

		/** Seconds from the end of each video at the gateway to the next node, shortest first. */
		lags() {
			const ends = new Map(tasks().map((task) => [task.prompt, endOf(task)]));
			return arrivals()
				.map(({ body, at }) => (at - ends.get(body.prompt)) / 1000)
				.sort((one, other) => one - other);
		},

		/** Every video was paid for once and went on once. */
		async checks() {
			const came = arrivals().filter(({ body }) => body.video);
			const found = {
				'submits that were accepted': tasks().length,
				'runs of the next node': arrivals().length,
				'videos that came out': new Set(came.map(({ body }) => body.prompt)).size,
				'executions that succeeded': (await states()).success ?? 0,
			};
			const counts = Object.entries(found).map(([what, value]) => ({
				what: `${title}: ${what}`,
				expected: started,
				found: value,
			}));
			const jobsLeft = {
				what: `${title}: jobs of the worker without an end`,
				expected: 0,
				found: unended().length,
			};
			return [...counts, jobsLeft];
		},
	};
}

const promptOf = (name, number, seconds) => `${name} / ${number} [render: ${seconds}]`;

const endOf = ({ submittedAt, scenario }) => submittedAt + scenario.renderSeconds * 1000;

module.exports = { openRace };
