'use strict';

const { createServer } = require('node:http');

const { eventually, linkTo, workflowOf } = require('../n8n/support');

const UNFINISHED = ['new', 'running', 'waiting'];
/** n8n switches a workflow on a moment after it said so. */
const SWITCH_ON_MS = 15_000;

/** What stands after Wait in each workflow: it notes who called, so that nothing is counted twice. */
async function startSink() {
	const calls = [];
	const server = createServer(async (request, response) => {
		const chunks = [];
		for await (const chunk of request) chunks.push(chunk);
		calls.push({ ...JSON.parse(Buffer.concat(chunks)), at: Date.now() });
		response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${server.address().port}/`,
		calls,
		/** @returns {any[]} the calls of one execution */
		of: (executionId) => calls.filter(({ execution }) => execution === executionId),
		close: () =>
			new Promise((resolve) => {
				server.close(resolve);
				server.closeAllConnections();
			}),
	};
}

let count = 0;

/**
 * Many executions of a workflow, as production starts them: a call to its webhook gives prompts, and
 * what comes out at the end goes to a sink.
 *
 * @param {object} bench of test/n8n/support.js
 */
function openCrowds(bench) {
	let sink;
	beforeAll(async () => {
		sink = await startSink();
	});
	afterAll(async () => await sink.close());

	const told = () => ({
		name: 'Told',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url: sink.url,
			sendBody: true,
			specifyBody: 'json',
			jsonBody:
				'={{ JSON.stringify({ execution: $execution.id, taskId: $json.taskId, videoUrl: $json.videoUrl, error: $json.error }) }}',
		},
	});

	/** Saves the workflow and switches it on. */
	async function open(nodes, settings = {}) {
		count += 1;
		const path = `crowd-${count}-${Date.now()}`;
		const { start, ...saved } = await openWebhook(
			bench.n8n,
			path,
			[
				{
					name: 'Items',
					type: 'n8n-nodes-base.splitOut',
					parameters: {
						fieldToSplitOut: 'body.prompts',
						options: { destinationFieldName: 'prompt' },
					},
				},
				...nodes,
				told(),
			],
			settings,
		);
		const list = () => bench.n8n.executions(saved.id);
		/** Those that a call started; a sub-workflow has the mode `integrated`. */
		const outer = async () => (await list()).filter(({ mode }) => mode === 'webhook');
		return {
			...saved,
			/** One execution with these prompts. */
			start: async (...prompts) => await start({ prompts }),
			list,
			outer,
			/** Waits until so many executions are at their end, and nothing else is open. */
			async ended(expected, timeoutMs = 240_000) {
				const isOver = async () => {
					const all = await list();
					const open = all.filter(({ status }) => UNFINISHED.includes(status));
					const ended = all.filter(({ mode }) => mode === 'webhook').length;
					return open.length === 0 && ended >= expected && all;
				};
				try {
					await eventually(isOver, `the end of ${expected} executions`, timeoutMs, 500);
				} catch (error) {
					error.message += `: ${JSON.stringify(tally(await list()))}`;
					throw error;
				}
				const ids = (await outer()).map(({ id }) => id);
				const ends = [];
				for (const id of ids) ends.push(bench.read(await bench.n8n.execution(id)));
				return ends;
			},
			calls: (executionId) => sink.of(executionId),
		};
	}
	return { open, sink: () => sink };
}

/** A workflow that a call to a URL starts; `start` makes one. */
async function openWebhook(n8n, path, nodes, settings, parameters = {}) {
	const all = [
		{
			name: 'Call',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			webhookId: path,
			parameters: { httpMethod: 'POST', path, ...parameters },
		},
		...nodes,
	];
	const names = all.map(({ name }) => name);
	const links = names.slice(1).map((name, index) => [names[index], { main: [[linkTo(name)]] }]);
	const workflow = workflowOf(all, Object.fromEntries(links));
	Object.assign(workflow.settings, settings);
	const saved = await n8n.createWorkflow(workflow);
	await n8n.activate(saved);
	const call = async (body) =>
		await fetch(`${n8n.address}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
	return {
		id: saved.id,
		async start(body) {
			const answered = async () => {
				const response = await call(body);
				const text = await response.text();
				if (response.ok) return { text };
				// Not switched on yet, or not again: n8n 2 does so a moment after it said so.
				if (response.status === 404) return undefined;
				throw new Error(`${response.status} ${text}`);
			};
			return (await eventually(answered, 'the webhook', SWITCH_ON_MS)).text;
		},
	};
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

module.exports = { openCrowds, openWebhook, tally };
