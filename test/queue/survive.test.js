'use strict';

/**
 * What can happen to n8n in queue mode while an execution waits: one thing in each test, with the one
 * execution that the test is about. What was queued goes with Redis, and what is due while n8n starts is
 * taken up in its first moments, so that nothing else may be under way then.
 */

const { setTimeout: pause } = require('node:timers/promises');

const { openTestbed } = require('../n8n/support');
const {
	AFTER_RESTART,
	LONG,
	expectBrokenOff,
	expectPaidOnce,
	expectVideos,
	openCrowds,
} = require('../survival/crowd');

const testbed = openTestbed();
const { launch, untilAsked, untilHeld } = openCrowds(testbed);
const n8n = globalThis.lumaN8n;
const [worker] = n8n.workers;

/** More than until the first check with AFTER_RESTART, about 130 s after the start of a wait. */
const PATIENCE_MS = 300_000;
jest.setTimeout(3 * PATIENCE_MS);
/** Shorter than the 10 seconds after which n8n gives up on a Redis, and ends. */
const REDIS_GONE_MS = 4_000;

const poll = { waitMode: 'poll' };

/** While a video is queued, a poll asks every 15 seconds only. */
const MADE_AT_ONCE = '[render: 15] [queue: 0]';

async function restart(process) {
	await process.kill();
	await process.start();
}

async function loseRedis() {
	await n8n.redis.kill();
	await pause(REDIS_GONE_MS);
	await n8n.redis.start();
}

async function cutPower() {
	await Promise.all([n8n.kill(), worker.kill(), n8n.redis.kill()]);
	await n8n.redis.start();
	await n8n.start();
	await worker.start();
}

describe('a suspended wait survives', () => {
	it('the main process being killed', async () => {
		const crowd = await launch('cometApi', ['a [render: 8]', 'b [render: 20]'], AFTER_RESTART);
		await crowd.parked();
		await restart(n8n);

		expectVideos(await crowd.outcome(PATIENCE_MS));
	});

	it('Redis being killed, with all that it knew', async () => {
		const crowd = await launch('cometApi', ['c [render: 8]']);
		await crowd.parked();
		await loseRedis();

		expectVideos(await crowd.outcome(PATIENCE_MS));
	});

	it('a power cut, and is then resumed by a callback', async () => {
		const crowd = await launch(
			'cometApi',
			[`d ${LONG}`],
			{ waitMode: 'callback' },
			{ generate: { callback: 'waitNode' } },
		);
		await crowd.parked();
		// It wakes up by itself after three minutes; until then n8n is back.
		await cutPower();
		crowd.finish();

		expectVideos(await crowd.outcome(PATIENCE_MS));
	});
});

describe('a suspended wait that is in the middle of a check', () => {
	it('when the worker is killed names its task', async () => {
		const crowd = await launch('dreamMachine', [`e ${LONG}`]);
		await crowd.parked();
		await untilHeld('dreamMachine');
		await restart(worker);

		expectBrokenOff(await crowd.outcome(PATIENCE_MS));
	});

	it('when the power is cut names its task', async () => {
		const crowd = await launch('lumaAgents', [`f ${LONG}`]);
		await crowd.parked();
		await untilHeld('lumaAgents');
		await cutPower();

		expectBrokenOff(await crowd.outcome(PATIENCE_MS));
	});
});

describe('a poll', () => {
	it('survives the main process being killed', async () => {
		const crowd = await launch('openAiHk', [`g ${MADE_AT_ONCE}`], poll);
		await untilAsked('openAiHk', 2);
		await restart(n8n);

		expectVideos(await crowd.outcome(PATIENCE_MS));
	});

	it('survives Redis being killed', async () => {
		const crowd = await launch('openAiHk', [`h ${MADE_AT_ONCE}`], poll);
		await untilAsked('openAiHk', 2);
		await loseRedis();

		expectVideos(await crowd.outcome(PATIENCE_MS));
	});

	it('ends when its worker is killed, and nothing runs after it', async () => {
		const crowd = await launch('openAiHk', [`i ${MADE_AT_ONCE}`, `j ${MADE_AT_ONCE}`], poll);
		await untilAsked('openAiHk', 3);
		await restart(worker);
		const outcome = await crowd.outcome(PATIENCE_MS);

		expectPaidOnce(outcome);
		expect(['error', 'crashed']).toContain(outcome.status);
		expect(outcome.told).toEqual([]);
	});
});
