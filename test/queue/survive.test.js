'use strict';

/**
 * What can happen to n8n in queue mode while executions wait. What was due meanwhile is taken up in
 * the first moments after a start, and what was queued goes with Redis: so each thing that happens
 * waits until what the last one hit is over. Each test then looks at one of the executions.
 */

const { setTimeout: pause } = require('node:timers/promises');

const { openTestbed } = require('../n8n/support');
const {
	AFTER_RESTART,
	LONG,
	expectBrokenOff,
	expectVideos,
	openCrowds,
} = require('../survival/crowd');

const testbed = openTestbed({ keepsTasks: true });
const { launch, untilAsked, untilHeld } = openCrowds(testbed);
const n8n = globalThis.lumaN8n;
const [worker] = n8n.workers;

const PATIENCE_MS = 200_000;
jest.setTimeout(7 * PATIENCE_MS);
/** Shorter than the 10 seconds after which n8n gives up on a Redis, and ends. */
const REDIS_GONE_MS = 4_000;

const callback = { waitMode: 'callback' };
const waitNode = { generate: { callback: 'waitNode' } };
const poll = { waitMode: 'poll' };

/** While a video is queued, a poll asks every 15 seconds only. */
const MADE_AT_ONCE = '[render: 15] [queue: 0]';

const outcomes = {};

async function cutPower() {
	await Promise.all([n8n.kill(), worker.kill(), n8n.redis.kill()]);
	await n8n.redis.start();
	await n8n.start();
	await worker.start();
}

beforeAll(async () => {
	// This one sleeps through the first of it: what is due while a worker starts is crashed to n8n.
	const suspend = await launch('cometApi', ['a [render: 8]', 'b [render: 20]'], AFTER_RESTART);
	await suspend.parked();

	const pollWorker = await launch('openAiHk', [`c ${MADE_AT_ONCE}`, `d ${MADE_AT_ONCE}`], poll);
	await untilAsked('openAiHk', 3);
	await worker.kill();
	await worker.start();
	outcomes.pollWorker = await pollWorker.outcome(PATIENCE_MS);

	// A poll holds the only slot of the worker: one after the other.
	const pollMain = await launch('openAiHk', [`e ${MADE_AT_ONCE}`], poll);
	await untilAsked('openAiHk', 2);
	await n8n.kill();
	await n8n.start();
	outcomes.pollMain = await pollMain.outcome(PATIENCE_MS);
	outcomes.suspend = await suspend.outcome(PATIENCE_MS);

	const suspendRedis = await launch('cometApi', ['f [render: 8]']);
	await suspendRedis.parked();
	const pollRedis = await launch('openAiHk', [`g ${MADE_AT_ONCE}`], poll);
	await untilAsked('openAiHk', 2);
	await n8n.redis.kill();
	await pause(REDIS_GONE_MS);
	await n8n.redis.start();
	const asking = await launch('dreamMachine', [`h ${LONG}`]);
	outcomes.pollRedis = await pollRedis.outcome(PATIENCE_MS);
	outcomes.suspendRedis = await suspendRedis.outcome(PATIENCE_MS);

	await untilHeld('dreamMachine');
	await worker.kill();
	await worker.start();
	outcomes.asking = await asking.outcome(PATIENCE_MS);

	// It wakes up by itself after three minutes; until then n8n is back.
	const called = await launch('cometApi', [`i ${LONG}`], callback, waitNode);
	await called.parked();
	await cutPower();
	called.finish();
	outcomes.called = await called.outcome(PATIENCE_MS);

	const askingAtPowerCut = await launch('lumaAgents', [`j ${LONG}`]);
	await askingAtPowerCut.parked();
	await untilHeld('lumaAgents');
	await cutPower();
	outcomes.askingAtPowerCut = await askingAtPowerCut.outcome(PATIENCE_MS);
});

it('suspended while the worker and the main process are killed', () => {
	expectVideos(outcomes.suspend);
});

it('suspended while Redis is gone, with all that it knew', () => {
	expectVideos(outcomes.suspendRedis);
});

it('woken by a callback after the worker, the main process and Redis were killed', () => {
	expectVideos(outcomes.called);
});

it('main process killed while the worker polls', () => expectVideos(outcomes.pollMain));

it('Redis gone while the worker polls', () => {
	expectVideos(outcomes.pollRedis);
});

it('worker killed in the middle of a question', () => expectBrokenOff(outcomes.asking));

it('all of n8n killed in the middle of a question', () => {
	expectBrokenOff(outcomes.askingAtPowerCut);
});

it('worker killed while it polls: it ends, and nothing runs after it', () => {
	const { status, told } = outcomes.pollWorker;

	expect(['error', 'crashed']).toContain(status);
	expect(told).toEqual([]);
});

it('nothing was paid for twice', () => {
	expect(
		testbed.emulator
			.accepted()
			.map(({ prompt }) => prompt[0])
			.sort()
			.join(''),
	).toBe('abcdefghij');
});
