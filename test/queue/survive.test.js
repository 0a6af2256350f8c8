'use strict';

/**
 * What can happen to n8n in queue mode while executions wait. All of it happens within the minute in
 * which the suspended ones sleep; each test then looks at one of them.
 */

const { setTimeout: pause } = require('node:timers/promises');

const { openBench } = require('../n8n/support');
const { expectBrokenOff, expectVideos, openCrowds } = require('../survival/crowd');

const bench = openBench({ keepsTasks: true });
const { launch, untilAsked, untilHeld } = openCrowds(bench);
const n8n = globalThis.lumaN8n;
const [worker] = n8n.workers;

const PATIENCE_MS = 150_000;
jest.setTimeout(3 * PATIENCE_MS);
/** Shorter than the 10 seconds after which n8n gives up on a Redis, and ends. */
const REDIS_GONE_MS = 4_000;

const callback = { waitMode: 'callback' };
const waitNode = { generate: { callback: 'waitNode' } };
const poll = { waitMode: 'poll' };

const outcomes = {};

beforeAll(async () => {
	// These see all of it.
	const suspend = await launch('cometApi', ['a [render: 8]', 'b [render: 20]']);
	const called = await launch('cometApi', ['c [render: 60]'], callback, waitNode);
	await suspend.parked();
	await called.parked();

	const pollWorker = await launch('openAiHk', ['d [render: 15]', 'e [render: 15]'], poll);
	await untilAsked('openAiHk', 3);
	await worker.kill();
	await worker.start();
	const asking = await launch('dreamMachine', ['f [render: 8]']);
	outcomes.pollWorker = await pollWorker.outcome(60_000);
	await asking.parked();

	// A poll holds the only slot of the worker: one after the other.
	const pollMain = await launch('openAiHk', ['g [render: 15]'], poll);
	await untilAsked('openAiHk', 2);
	await n8n.kill();
	await n8n.start();
	outcomes.pollMain = await pollMain.outcome(60_000);

	const pollRedis = await launch('openAiHk', ['h [render: 12]'], poll);
	await untilAsked('openAiHk', 2);
	await n8n.redis.kill();
	await pause(REDIS_GONE_MS);
	await n8n.redis.start();

	const askingAtPowerCut = await launch('lumaAgents', ['i [render: 8]']);

	await untilHeld('dreamMachine');
	await worker.kill();
	await worker.start();
	await askingAtPowerCut.parked();
	await untilHeld('lumaAgents');
	await Promise.all([n8n.kill(), worker.kill()]);
	await n8n.start();
	await worker.start();
	const rest = { suspend, called, pollRedis, asking, askingAtPowerCut };
	await Promise.all(
		Object.entries(rest).map(async ([name, crowd]) => {
			outcomes[name] = await crowd.outcome(PATIENCE_MS);
		}),
	);
});

it('suspended while the worker, the main process and Redis are killed', () => {
	expectVideos(outcomes.suspend);
});

it('woken by a callback after the worker, the main process and Redis were killed', () => {
	expectVideos(outcomes.called);
});

it('main process killed while the worker polls', () => expectVideos(outcomes.pollMain));

it('Redis gone for a while, with all that it knew, while the worker polls', () => {
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
		bench.emulator
			.accepted()
			.map(({ prompt }) => prompt[0])
			.sort()
			.join(''),
	).toBe('abcdefghi');
});
