'use strict';

const { setTimeout: pause } = require('node:timers/promises');

const { parse: unflatten } = require('flatted');

const { request } = require('./request');

/** States of an execution that has not ended. */
const UNFINISHED = ['new', 'running', 'waiting'];
/** Whether an execution is still running or suspended. */
const isOpen = ({ status }) => UNFINISHED.includes(status);
const POLL_MS = 200;
/** n8n's largest page of executions. */
const PAGE = 100;

/**
 * The query of the next page, overlapping half of the last one. n8n sorts executions by start time but
 * pages by ID: one of several that start at once could fall between two pages.
 *
 * @param {string} lastId of the last page
 * @param {string} [cursor] from n8n 2; n8n 1 pages by the ID
 */
function overlapping(lastId, cursor) {
	const id = String(Number(lastId) + PAGE / 2);
	if (!cursor) return { lastId: id };
	const at = JSON.parse(Buffer.from(cursor, 'base64url').toString());
	const moved = { ...at, v1: { ...at.v1, id } };
	return { cursor: Buffer.from(JSON.stringify(moved)).toString('base64url') };
}

/** An error response of n8n's REST API. */
class RestError extends Error {
	constructor(method, path, status, body) {
		const message = typeof body === 'string' ? body : (body?.message ?? JSON.stringify(body));
		super(`${method} ${path}: ${status} ${message}`);
		Object.assign(this, { status, body });
	}
}

/**
 * A client logged in to a running n8n, which does what the editor does.
 *
 * @param {{ address: string, email: string, password: string }} access
 */
async function connect({ address, email, password }) {
	const headers = { 'content-type': 'application/json', 'browser-id': 'luma', 'push-ref': 'luma' };

	async function send(method, path, body) {
		const response = await request(address + path, {
			method,
			headers,
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const cookies = response.headers.getSetCookie();
		if (cookies.length > 0) headers.cookie = cookies.map((one) => one.split(';')[0]).join('; ');
		if (response.ok) return response;
		throw new RestError(method, path, response.status, parse(await response.text()));
	}

	async function rest(method, path, body) {
		const answer = parse(await (await send(method, path, body)).text());
		return answer?.data ?? answer;
	}

	await rest('POST', '/rest/login', { emailOrLdapLoginId: email, password });

	async function execution(id) {
		const found = await rest('GET', `/rest/executions/${id}`);
		// n8n answers with an empty object for an execution that it has no record of.
		return found.id ? { ...found, data: unflatten(found.data) } : { id, status: 'gone' };
	}

	return {
		address,
		rest,

		/** @returns {Promise<Buffer>} the content of a file, e.g. an item's binary data */
		download: async (path) => Buffer.from(await (await send('GET', path)).arrayBuffer()),

		/** Stores a credential. @returns {Promise<{ id: string, name: string }>} */
		async storeCredential(type, name, data) {
			const stored = await rest('POST', '/rest/credentials', { name, type, data });
			return { id: stored.id, name: stored.name };
		},

		/** Stores a `lumaApi` credential. @returns {Promise<{ id: string, name: string }>} */
		credential(gateway, data) {
			return this.storeCredential('lumaApi', data.name ?? gateway, {
				gateway,
				baseUrl: data.baseUrl,
				apiKey: data.apiKey,
			});
		},

		/** Imports a workflow in n8n's export format. @returns {Promise<any>} as saved */
		createWorkflow: async (workflow) =>
			await rest('POST', '/rest/workflows', { active: false, pinData: {}, ...workflow }),

		/**
		 * Runs a saved workflow, starting at its trigger, as a click in the editor does.
		 *
		 * @param {any} workflow
		 * @param {object} [how]
		 * @param {string} [how.trigger] the name of the trigger; by default the only one
		 * @param {object} [how.input] the trigger's output, instead of its own
		 * @param {string} [how.destination] the node whose "Execute step" is clicked
		 * @param {object} [how.runData] output of earlier runs, which the step starts from
		 * @returns {Promise<string>} the ID of the execution
		 */
		async run(workflow, { trigger, input, destination, runData } = {}) {
			const name =
				trigger ?? workflow.nodes.find(({ type }) => /(trigger|\.webhook)$/i.test(type)).name;
			const start = { name, ...(input && { data: ranWith(input) }) };
			const { executionId } = await rest('POST', `/rest/workflows/${workflow.id}/run`, {
				workflowData: workflow,
				// If it gets both, n8n ignores the earlier runs.
				...(runData ? { runData, dirtyNodeNames: [] } : { triggerToStartFrom: start }),
				...(destination && { destinationNode: { nodeName: destination, mode: 'inclusive' } }),
			});
			return executionId;
		},

		/** @returns {Promise<any>} with `data` unflattened */
		execution,

		/** Waits until an execution has ended, and returns it. */
		async waitFor(id, timeoutMs = 150_000) {
			const until = Date.now() + timeoutMs;
			for (;;) {
				const found = await rest('GET', `/rest/executions/${id}`);
				if (!isOpen(found)) return await execution(id);
				if (Date.now() > until) throw new Error(`Execution ${id} is still ${found.status}`);
				await pause(POLL_MS);
			}
		},

		/** All executions of a workflow, including its inline sub-workflows, newest first. */
		async executions(workflowId) {
			const filter = JSON.stringify({ workflowId });
			const all = new Map();
			for (let next = {}, known = -1; ; known = all.size) {
				const query = new URLSearchParams({ filter, limit: PAGE, ...next });
				const { results, nextCursor } = await rest('GET', `/rest/executions?${query}`);
				for (const execution of results) all.set(execution.id, execution);
				if (nextCursor === null || results.length < PAGE || all.size === known) break;
				next = overlapping(results.at(-1).id, nextCursor);
			}
			return [...all.values()].sort((one, other) => other.id - one.id);
		},

		stop: (id) => rest('POST', `/rest/executions/${id}/stop`),

		/** Retries a failed execution with its original workflow. @returns {Promise<string>} the new ID */
		retry: async (id) =>
			(await rest('POST', `/rest/executions/${id}/retry`, { loadWorkflow: false })).id,

		/** Activates a saved workflow, which n8n 2 calls publishing. */
		activate: async ({ id, versionId }) =>
			await rest('POST', `/rest/workflows/${id}/activate`, { versionId }),

		deactivate: async ({ id }) => await rest('POST', `/rest/workflows/${id}/deactivate`, {}),
	};
}

/** n8n's record of a node that ran and returned one item. */
const ranWith = (json) => ({
	startTime: Date.now(),
	executionTime: 0,
	executionIndex: 0,
	executionStatus: 'success',
	source: [],
	data: { main: [[{ json }]] },
});

function parse(text) {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

module.exports = { connect, isOpen, RestError };
