'use strict';

/** Attackers that call the webhooks. test/engine/links.test.ts covers the links of a hostile gateway. */

const { gzipSync } = require('node:zlib');

const { request } = require('../host/request');
const { eventually } = require('../host/eventually');
const { LUMA, openTestbed } = require('./support');
const { givePrompts } = require('../workflow');

const testbed = openTestbed();
const { access } = testbed;

const JSON_TYPE = { 'content-type': 'application/json' };
async function post(url, body, headers = JSON_TYPE) {
	const response = await request(url, { method: 'POST', headers, body });
	await response.text();
	return response.status;
}

const CUT_OFF = 'cut off';
/** For a body that n8n rejects without reading it: the connection may break before the answer arrives. */
async function postRefused(url, body, headers) {
	try {
		return await post(url, body, headers);
	} catch (error) {
		expect(['EPIPE', 'ECONNRESET']).toContain(error.cause?.code);
		return CUT_OFF;
	}
}

/** Runs an unrelated workflow. @returns its duration in milliseconds */
async function runAnother() {
	const startedAt = Date.now();
	const run = await testbed.run([givePrompts('one')]);
	expect(run.status).toBe('success');
	return Date.now() - startedAt;
}

/** Bodies that no gateway sends, with their headers. */
const odd = (id) => [
	['', JSON_TYPE],
	['{"id": ', JSON_TYPE],
	['<b>no</b>', { 'content-type': 'text/html' }],
	['id=1', { 'content-type': 'application/x-www-form-urlencoded' }],
	[`{"id":"${id}"}`, { 'content-type': 'application/json; charset=utf-99' }],
	['--x\r\n\r\n', { 'content-type': 'multipart/form-data; boundary=x' }],
	['['.repeat(1_000_000) + ']'.repeat(1_000_000), JSON_TYPE],
	[`{"id":"${'x'.repeat(10_000_000)}"}`, JSON_TYPE],
];
/** n8n itself rejects these because of N8N_PAYLOAD_SIZE_MAX, before they reach the node. */
const tooLarge = () => [
	[`{"id":"${'x'.repeat(40_000_000)}"}`, JSON_TYPE],
	[gzipSync(Buffer.alloc(200_000_000, 32)), { ...JSON_TYPE, 'content-encoding': 'gzip' }],
];

async function sendOddBodies(url, id) {
	const statuses = [];
	for (const [body, headers] of odd(id)) statuses.push(await post(url, body, headers));
	const refused = [];
	for (const [body, headers] of tooLarge()) refused.push(await postRefused(url, body, headers));
	console.log(`odd bodies: ${statuses.join(' ')}; too large for n8n: ${refused.join(' ')}`);
	expect(statuses.filter((code) => code >= 500)).toEqual([]);
	expect(refused.filter((outcome) => outcome !== CUT_OFF && outcome < 400)).toEqual([]);
}

const reads = () => testbed.emulator.requestsTo('cometApi', 'GET').length;

const FLOOD = 500;
const REFILL_MS = 4_000;
/** Sends many calls, ten at a time, each as soon as the one before is answered. */
async function surviveFlood(url, bodyOf, { burst }) {
	const before = reads();
	const startedAt = Date.now();
	const statuses = [];
	let next = 0;
	const one = async () => {
		while (next < FLOOD) statuses.push(await post(url, JSON.stringify(bodyOf(next++))));
	};
	const flooding = Promise.all(Array.from({ length: 10 }, one));
	const another = await runAnother();
	await flooding;
	const took = Date.now() - startedAt;
	const readsCaused = reads() - before;
	console.log(
		`${FLOOD} calls in ${took} ms: ${readsCaused} reads; another workflow took ${another} ms`,
	);
	expect(new Set(statuses)).toEqual(new Set([200]));
	expect(readsCaused).toBeLessThanOrEqual(burst + Math.ceil(took / REFILL_MS) + 1);
}

describe('an execution that waits for a callback', () => {
	it('survives odd bodies and a flood with few reads, and is ended by the real callback', async () => {
		const { id } = await testbed.start([
			givePrompts('A tiger [render: 600] [callback: lost]'),
			testbed.generate('cometApi', { callback: 'waitNode' }),
			testbed.wait('cometApi', { waitMode: 'callback' }),
		]);
		const status = async () => (await testbed.n8n.rest('GET', `/rest/executions/${id}`)).status;
		await eventually(async () => (await status()) === 'waiting', 'the wait');
		const [task] = testbed.emulator.accepted();
		const address = task.body.notify_hook ?? task.body.callback_url;
		await sendOddBodies(address, task.id);
		expect(await status()).toBe('waiting');

		const bodyOf = (at) => ({ id: at % 2 ? task.id : `made-up-${at}`, state: 'completed' });
		await surviveFlood(address, bodyOf, { burst: 5 });
		expect(await status()).toBe('waiting');

		const video = { url: `${testbed.emulator.cdnUrl}/v.mp4` };
		testbed.emulator.always(
			{ status: 200, body: { id: task.id, state: 'completed', video } },
			{ gateway: 'cometApi', method: 'GET' },
		);
		const calledAt = Date.now();
		await post(address, JSON.stringify({ id: task.id, state: 'completed' }));
		const run = testbed.read(await testbed.n8n.waitFor(id));
		console.log(`the real callback ended it after ${Date.now() - calledAt} ms`);
		expect(run.json('Wait')).toMatchObject([{ taskId: task.id, state: 'completed' }]);
	});
});

describe('the trigger', () => {
	it('survives odd bodies and a flood with few reads, and is started by the real callback', async () => {
		const workflow = await testbed.n8n.createWorkflow({
			name: 'Flooded',
			nodes: [
				{
					...testbed.luma('Trigger', 'cometApi'),
					type: `${LUMA}Trigger`,
					webhookId: crypto.randomUUID(),
					id: '1',
					typeVersion: 1,
					position: [0, 0],
				},
			],
			connections: {},
			settings: { executionOrder: 'v1' },
		});
		await testbed.n8n.activate(workflow);
		const url = `${access.address}/webhook/${workflow.nodes[0].webhookId}/luma-ai`;
		await eventually(async () => (await post(url, '{}')) === 200, 'the webhook');
		await sendOddBodies(url, 'x');

		const madeUp = (at) => ({ id: `made-up-${at}`, state: 'completed' });
		await surviveFlood(url, madeUp, { burst: 20 });

		const made = await testbed.run([givePrompts('A tiger'), testbed.generate('cometApi')]);
		const [{ taskId }] = made.json('Generate');
		const calledAt = Date.now();
		await post(url, JSON.stringify({ id: taskId, state: 'completed' }));
		const [run] = await eventually(async () => {
			const found = await testbed.n8n.executions(workflow.id);
			return found.some(({ status }) => status === 'success') && found;
		}, 'the run');
		console.log(`the real callback started it after ${Date.now() - calledAt} ms`);
		expect(testbed.read(await testbed.n8n.execution(run.id)).json('Trigger')).toMatchObject([
			{ taskId },
		]);
		await testbed.n8n.deactivate(workflow);
	});
});
