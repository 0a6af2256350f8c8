'use strict';

/** One worker with one slot, and far more waits than that. */

const { setTimeout: pause } = require('node:timers/promises');

const { eventually } = require('../host/eventually');
const { openTestbed } = require('../n8n/support');
const { openWebhook } = require('../host/webhook');
const { LONG, openCrowds } = require('../survival/crowd');
const { heldSeconds, jobsOf } = require('./workerLog');

const testbed = openTestbed({ keepsTasks: true });
const crowds = openCrowds(testbed);
const n8n = globalThis.lumaN8n;
const [worker] = n8n.workers;

const CROWD = 200;
const PINGS = 20;
const BETWEEN_PINGS_MS = 250;
/** Delays the first check until all executions have started, unless the machine is slow. */
const INTERVAL_SECONDS = 175;
const PATIENT = { options: { pollInterval: INTERVAL_SECONDS } };
/** Enough for a machine that does little else than resume them. */
const PATIENCE_MS = 420_000;
/** Starting them all also takes time. */
const LONG_MS = 1_200_000;
jest.setTimeout(LONG_MS);

/** How many executions of a workflow are suspended, according to the database. */
async function waiting({ id }) {
	const [{ count }] = await n8n.database.query(
		`SELECT count(*)::int AS count FROM execution_entity
		  WHERE "workflowId" = $1 AND mode = 'webhook' AND status = 'waiting'`,
		[id],
	);
	return count;
}

/** @returns {Promise<number>} how many of its executions have ended */
async function ended({ id }) {
	const [{ count }] = await n8n.database.query(
		`SELECT count(*)::int AS count FROM execution_entity
		  WHERE "workflowId" = $1 AND mode = 'webhook' AND "stoppedAt" IS NOT NULL
		    AND status NOT IN ('new', 'running', 'waiting')`,
		[id],
	);
	return count;
}

/**
 * Runs the other workflow several times, one after the other.
 *
 * @returns milliseconds from n8n's receipt of each call to the end of its run
 */
async function ping(other, times) {
	const before = await ended(other);
	for (let i = 1; i <= times; i++) {
		await other.start({});
		await eventually(async () => (await ended(other)) === before + i, 'its end', PATIENCE_MS, 20);
	}
	const rows = await n8n.database.query(
		`SELECT extract(epoch FROM "stoppedAt" - "createdAt") * 1000 AS took
		   FROM execution_entity WHERE "workflowId" = $1 ORDER BY id DESC LIMIT $2`,
		[other.id, times],
	);
	return rows.map(({ took }) => Number(took));
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const summary = (values) =>
	`median ${median(values).toFixed(0)} ms, max ${Math.max(...values).toFixed(0)} ms, of ${values.length}`;

it("200 waits leave a worker's only slot free for others", async () => {
	const nothing = { name: 'Nothing', type: 'n8n-nodes-base.noOp' };
	const other = await openWebhook(testbed.n8n, `other-${Date.now()}`, [nothing]);
	await ping(other, 5);
	const idle = await ping(other, PINGS);

	const crowd = await crowds.open([
		testbed.generate('cometApi'),
		testbed.wait('cometApi', PATIENT),
	]);
	const since = Date.now();
	await crowd.start(`video 0 ${LONG}`);
	for (let i = 1; i < CROWD; i += 20) {
		const some = Array.from({ length: Math.min(20, CROWD - i) }, (_, index) => i + index);
		await Promise.all(some.map((number) => crowd.start(`video ${number} ${LONG}`)));
	}
	await eventually(
		async () => (await waiting(crowd)) === CROWD,
		'all executions to be suspended',
		PATIENCE_MS,
	);
	const suspendedAfter = (Date.now() - since) / 1000;

	const whileWaiting = await ping(other, PINGS);
	// Each of them ended while all others were still waiting.
	expect(await waiting(crowd)).toBe(CROWD);
	crowd.finish();

	const meanwhile = [];
	let isOver = false;
	const pinging = (async () => {
		for (; !isOver; await pause(BETWEEN_PINGS_MS)) meanwhile.push(...(await ping(other, 1)));
	})();
	const hasEnded = async () => (await waiting(crowd)) === 0 && (await ended(crowd)) === CROWD;
	await eventually(hasEnded, 'all executions to end', PATIENCE_MS, 500).finally(
		() => (isOver = true),
	);
	await pinging;
	const wholeSeconds = (Date.now() - since) / 1000;
	const ends = await crowd.ended(CROWD);

	expect(ends.map(({ status }) => status)).toEqual(Array(CROWD).fill('success'));
	const calls = ends.map(({ id }) => crowd.received(id));
	expect(calls.map((ofOne) => ofOne.length)).toEqual(Array(CROWD).fill(1));
	expect(calls.every(([{ videoUrl }]) => videoUrl?.startsWith(testbed.emulator.cdnUrl))).toBe(true);
	// Each execution has its own video.
	const ownIds = ends.map((end) => end.json('Generate')[0].taskId);
	expect(calls.map(([{ taskId }]) => taskId)).toEqual(ownIds);
	const taskIds = testbed.emulator.accepted('cometApi').map(({ id }) => id);
	expect([...ownIds].sort()).toEqual([...taskIds].sort());

	// One read when Wait starts and one at the check; on a slow machine, one more.
	const most = 1 + Math.ceil(wholeSeconds / INTERVAL_SECONDS);
	const reads = testbed.emulator
		.requestsTo('cometApi', 'GET')
		.map(({ path }) => path.split('/').at(-1));
	const readsOf = taskIds.map((id) => reads.filter((read) => read === id).length);
	expect(Math.min(...readsOf)).toBe(2);
	expect(Math.max(...readsOf)).toBeLessThanOrEqual(most);
	const held = heldSeconds(worker.logFile, crowd.id);
	// Polling would hold the worker at least as long as all videos take together.
	expect(held).toBeLessThan(CROWD * 8);
	const jobs = jobsOf(worker.logFile).filter(({ workflowId }) => workflowId === crowd.id);
	console.log(
		[
			`the other workflow, idle worker: ${summary(idle)}`,
			`the other workflow, ${CROWD} waiting: ${summary(whileWaiting)}`,
			`the other workflow, until all had ended: ${summary(meanwhile)}`,
			`all suspended after ${suspendedAfter.toFixed(0)} s, all ended after ${wholeSeconds.toFixed(0)} s`,
			`worker held: ${held.toFixed(1)} s by ${jobs.length} jobs, ${(held / CROWD).toFixed(3)} s per execution`,
			`status requests: ${reads.length} for ${CROWD} videos`,
		].join('\n'),
	);
});
