'use strict';

const { setTimeout: pause } = require('node:timers/promises');

const { openWebhook } = require('../../test/host/webhook');
const { GATEWAY } = require('./gateway');

const POLL_MS = 1_000;
/** Webhook calls made at the same time. */
const AT_ONCE = 20;

let count = 0;

/**
 * Many executions of a contender's workflow: each is started by a webhook call, makes one video and reports
 * it to the sink.
 *
 * @typedef {object} Contender
 * @property {string} name
 * @property {string} title
 * @property {(stage: any) => any[]} nodes from the webhook to the finished video
 * @property {Record<string, string>} [back] where the second output of a node leads back to
 * @property {string} video an expression after the last node: true if there is a video
 * @property {(stage: any) => any} [download] a node that downloads the file, if none of the nodes does
 *
 * @param {any} stage of stage.js
 * @param {Contender} contender
 * @param {{ downloads?: boolean, title?: string }} [how] whether to download; title for its checks
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

	/** How many of its executions are in each state, without the inner ones of suspended waits. */
	async function states() {
		const rows = await n8n.database.query(
			`SELECT status, count(*)::int AS count FROM execution_entity
			  WHERE "workflowId" = $1 AND mode = 'webhook' GROUP BY status`,
			[id],
		);
		return Object.fromEntries(rows.map((row) => [row.status, row.count]));
	}

	/** How many have not ended yet, including inner ones. */
	async function open() {
		const [row] = await n8n.database.query(
			`SELECT count(*)::int AS count FROM execution_entity
			  WHERE "workflowId" = $1 AND status IN ('new', 'running', 'waiting')`,
			[id],
		);
		return row.count;
	}

	const jobs = () => stage.jobs().filter(({ workflowId }) => workflowId === id);
	/** A job without an end in the log would count as no time at all. */
	const withoutEnd = () => jobs().filter(({ endedAt }) => !endedAt);
	const tasks = () =>
		emulator.accepted(GATEWAY).filter(({ prompt }) => prompt.startsWith(`${name} / `));
	const arrivals = () => sink.arrivals(name);

	return {
		id,
		contender,
		states,
		tasks,
		arrivals,

		/** Starts one execution for each render time, all at once. */
		async start(renderSeconds) {
			for (let from = 0; from < renderSeconds.length; from += AT_ONCE) {
				const some = renderSeconds.slice(from, from + AT_ONCE);
				await Promise.all(some.map(startOne));
			}
		},

		/** The same, spread evenly over some time, so the worker gets them one by one. */
		async startSpread(renderSeconds, spreadMs) {
			const began = Date.now();
			for (const [index, seconds] of renderSeconds.entries()) {
				const due = began + (index / renderSeconds.length) * spreadMs;
				await pause(Math.max(0, due - Date.now()));
				await startOne(seconds);
			}
		},

		/** Waits until this many have reached the sink, or until the timeout. */
		async arrived(wanted, timeoutMs) {
			for (const until = Date.now() + timeoutMs; Date.now() < until; await pause(POLL_MS)) {
				if (arrivals().length >= wanted) return;
			}
		},

		/** Waits until all have ended, or until the timeout; the checks then show what is missing. */
		async over(timeoutMs) {
			for (const until = Date.now() + timeoutMs; Date.now() < until; await pause(POLL_MS)) {
				const known = Object.values(await states()).reduce((sum, one) => sum + one, 0);
				if (known >= started && (await open()) === 0 && withoutEnd().length === 0) return;
			}
		},

		jobs,

		/** Status requests for its tasks. */
		statusRequests() {
			const ids = new Set(tasks().map((task) => task.id));
			return emulator
				.requestsTo(GATEWAY, 'GET')
				.filter(({ path: requested }) => ids.has(requested.split('/').at(-1)));
		},

		/** Seconds from the end of each video at the gateway to the next node, sorted. */
		lags() {
			const ends = new Map(tasks().map((task) => [task.prompt, endOf(task)]));
			return arrivals()
				.map(({ body, at }) => (at - ends.get(body.prompt)) / 1000)
				.sort((one, other) => one - other);
		},

		/** Each video was paid for once and passed on once. */
		async checks() {
			const delivered = arrivals().filter(({ body }) => body.video);
			const found = {
				'accepted submits': tasks().length,
				'runs of the next node': arrivals().length,
				'delivered videos': new Set(delivered.map(({ body }) => body.prompt)).size,
				'successful executions': (await states()).success ?? 0,
			};
			const counts = Object.entries(found).map(([what, value]) => ({
				what: `${title}: ${what}`,
				expected: started,
				found: value,
			}));
			const jobsLeft = {
				what: `${title}: worker jobs without an end`,
				expected: 0,
				found: withoutEnd().length,
			};
			return [...counts, jobsLeft];
		},
	};
}

const promptOf = (name, number, seconds) => `${name} / ${number} [render: ${seconds}]`;

const endOf = ({ submittedAt, scenario }) => submittedAt + scenario.renderSeconds * 1000;

module.exports = { openRace };
