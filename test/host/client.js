'use strict';

const { setTimeout: pause } = require('node:timers/promises');

const { parse: unflatten } = require('flatted');

const { request } = require('./request');

/** States of an execution that goes on by itself, or by a call. */
const UNFINISHED = ['new', 'running', 'waiting'];
/** Whether an execution is under way, also while it is put aside. */
const isOpen = ({ status }) => UNFINISHED.includes(status);
const POLL_MS = 200;
/** The most executions that n8n lists at once. */
const PAGE = 100;

/**
 * The next page of executions, with half of the last one. n8n sorts them by their start and pages by
 * their ID: of executions that start at once, one would fall between two pages.
 *
 * @param {string} lastId of the last page
 * @param {string} [cursor] of n8n 2; n8n 1 goes by the ID
 */
function overlapping(lastId, cursor) {
	const id = String(Number(lastId) + PAGE / 2);
	if (!cursor) return { lastId: id };
	const at = JSON.parse(Buffer.from(cursor, 'base64url').toString());
	const moved = { ...at, v1: { ...at.v1, id } };
	return { cursor: Buffer.from(JSON.stringify(moved)).toString('base64url') };
}

/** What n8n's REST API refused. */
class RestError extends Error {
	constructor(method, path, status, body) {
		const said = typeof body === 'string' ? body : (body?.message ?? JSON.stringify(body));
		super(`${method} ${path}: ${status} ${said}`);
		Object.assign(this, { status, body });
	}
}

/**
 * A person logged in to a running n8n, who does what the editor does.
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
		// Of an execution that n8n keeps no record of, it says nothing at all.
		return found.id ? { ...found, data: unflatten(found.data) } : { id, status: 'gone' };
	}

	return {
		address,
		rest,

		/** @returns {Promise<Buffer>} the bytes of a file, e.g. of an item */
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

		/** Imports a workflow, as n8n exports it. @returns {Promise<any>} as it is saved */
		createWorkflow: async (workflow) =>
			await rest('POST', '/rest/workflows', { active: false, pinData: {}, ...workflow }),

		/**
		 * Runs a saved workflow as a click does, from its trigger on.
		 *
		 * @param {any} workflow
		 * @param {object} [how]
		 * @param {string} [how.trigger] the name of the trigger; the only one by default
		 * @param {object} [how.input] what the trigger gives, in place of its own
		 * @param {string} [how.destination] the node whose "Execute step" is clicked
		 * @param {object} [how.runData] what earlier runs gave: the step starts from it
		 * @returns {Promise<string>} the ID of the execution
		 */
		async run(workflow, { trigger, input, destination, runData } = {}) {
			const name =
				trigger ?? workflow.nodes.find(({ type }) => /(trigger|\.webhook)$/i.test(type)).name;
			const start = { name, ...(input && { data: ranWith(input) }) };
			const { executionId } = await rest('POST', `/rest/workflows/${workflow.id}/run`, {
				workflowData: workflow,
				// With both of them n8n forgets the earlier runs.
				...(runData ? { runData, dirtyNodeNames: [] } : { triggerToStartFrom: start }),
				...(destination && { destinationNode: { nodeName: destination, mode: 'inclusive' } }),
			});
			return executionId;
		},

		/** @returns {Promise<any>} with `data` as a tree */
		execution,

		/** Waits until an execution is at its end, and gives it. */
		async waitFor(id, timeoutMs = 150_000) {
			const until = Date.now() + timeoutMs;
			for (;;) {
				const found = await rest('GET', `/rest/executions/${id}`);
				if (!isOpen(found)) return await execution(id);
				if (Date.now() > until) throw new Error(`Execution ${id} is ${found.status} for too long`);
				await pause(POLL_MS);
			}
		},

		/** Every execution of a workflow, with those of its inline sub-workflows, newest first. */
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

		/** Retries a failed execution with the workflow as it was. @returns {Promise<string>} its ID */
		retry: async (id) =>
			(await rest('POST', `/rest/executions/${id}/retry`, { loadWorkflow: false })).id,

		/** Switches a saved workflow on. n8n 2 calls that publishing. */
		activate: async ({ id, versionId }) =>
			await rest('POST', `/rest/workflows/${id}/activate`, { versionId }),

		deactivate: async ({ id }) => await rest('POST', `/rest/workflows/${id}/deactivate`, {}),
	};
}

/** What n8n stores of a node that ran and gave one item. */
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
