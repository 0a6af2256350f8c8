'use strict';

/**
 * What can happen to n8n in queue mode while an execution waits: one event per test, with the one execution
 * that the test is about. Killing Redis loses what is queued, and n8n resumes due executions as soon as it
 * starts, so nothing else may be in progress then.
 */

const { setTimeout: pause } = require('node:timers/promises');

const { openTestbed } = require('../n8n/support');
const {
	AFTER_RESTART,
	LONG,
	expectInterrupted,
	expectPaidOnce,
	expectVideos,
	openCrowds,
} = require('../survival/crowd');

const testbed = openTestbed();
const { launch, untilPolled, untilHeld } = openCrowds(testbed);
const n8n = globalThis.lumaN8n;
const [worker] = n8n.workers;

/** Longer than until the first check with AFTER_RESTART, about 100 s after the start of a wait. */
const PATIENCE_MS = 300_000;
jest.setTimeout(3 * PATIENCE_MS);
/** Shorter than the 10 seconds after which n8n gives up on Redis and exits. */
const REDIS_GONE_MS = 4_000;

const poll = { waitMode: 'poll' };

/** Without a queued phase, during which a poll would wait 15 seconds between requests. */
const NOT_QUEUED = '[render: 15] [queue: 0]';

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
		await crowd.suspended();
		await restart(n8n);

		expectVideos(await crowd.outcome(PATIENCE_MS));
	});

	it('Redis being killed and losing its data', async () => {
		const crowd = await launch('cometApi', ['c [render: 8]']);
		await crowd.suspended();
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
		await crowd.suspended();
		// Its next check is due after three minutes; n8n is back before that.
		await cutPower();
		crowd.finish();

		expectVideos(await crowd.outcome(PATIENCE_MS));
	});
});

describe('a suspended wait in the middle of a check', () => {
	it('names its task if the worker is killed', async () => {
		const crowd = await launch('dreamMachine', [`e ${LONG}`]);
		await crowd.suspended();
		await untilHeld('dreamMachine');
		await restart(worker);

		expectInterrupted(await crowd.outcome(PATIENCE_MS));
	});

	it('names its task if the power is cut', async () => {
		const crowd = await launch('lumaAgents', [`f ${LONG}`]);
		await crowd.suspended();
		await untilHeld('lumaAgents');
		await cutPower();

		expectInterrupted(await crowd.outcome(PATIENCE_MS));
	});
});

describe('a poll', () => {
	it('survives the main process being killed', async () => {
		const crowd = await launch('openAiHk', [`g ${NOT_QUEUED}`], poll);
		await untilPolled('openAiHk', 2);
		await restart(n8n);

		expectVideos(await crowd.outcome(PATIENCE_MS));
	});

	it('survives Redis being killed', async () => {
		const crowd = await launch('openAiHk', [`h ${NOT_QUEUED}`], poll);
		await untilPolled('openAiHk', 2);
		await loseRedis();

		expectVideos(await crowd.outcome(PATIENCE_MS));
	});

	it('ends when its worker is killed, and nothing runs after it', async () => {
		const crowd = await launch('openAiHk', [`i ${NOT_QUEUED}`, `j ${NOT_QUEUED}`], poll);
		await untilPolled('openAiHk', 3);
		await restart(worker);
		const outcome = await crowd.outcome(PATIENCE_MS);

		expectPaidOnce(outcome);
		expect(['error', 'crashed']).toContain(outcome.status);
		expect(outcome.received).toEqual([]);
	});
});
