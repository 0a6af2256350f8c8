'use strict';

/**
 * What can happen to n8n in queue mode while executions wait. All of it happens within the minute in
 * which the suspended ones sleep.
 */

const { setTimeout: pause } = require('node:timers/promises');

const { eventually, openBench } = require('../n8n/support');
const { openCrowds, tally } = require('../survival/crowd');

const bench = openBench({ keepsTasks: true });
const crowds = openCrowds(bench);
const n8n = globalThis.lumaN8n;
const [worker] = n8n.workers;

const LONG_MS = 300_000;
jest.setTimeout(LONG_MS);
/** Shorter than the 10 seconds after which n8n gives up on a Redis, and ends. */
const REDIS_GONE_MS = 4_000;

const running = {};
const ends = {};

async function launch(name, gateway, prompts, parameters, { generate, settings } = {}) {
	const nodes = [bench.generate(gateway, generate), bench.wait(gateway, parameters)];
	running[name] = await crowds.open(nodes, settings);
	await running[name].start(...prompts);
}

const isParked = async (name) =>
	(await running[name].outer()).some(({ status }) => status === 'waiting');
const asks = (gateway) => bench.emulator.requestsTo(gateway, 'GET');
const untilAsked = (gateway, times, timeoutMs) => {
	const before = asks(gateway).length;
	return eventually(() => asks(gateway).length >= before + times, `asks of ${gateway}`, timeoutMs);
};
const poll = { waitMode: 'poll' };

async function restart(instance) {
	await instance.kill();
	await instance.start();
}

beforeAll(async () => {
	const waitNode = { generate: { callback: 'waitNode' } };
	await launch('suspend', 'cometApi', ['a [render: 8]', 'b [render: 20]'], {});
	await launch('callback', 'cometApi', ['c [render: 80]'], { waitMode: 'callback' }, waitNode);
	for (const name of ['suspend', 'callback']) {
		await eventually(async () => await isParked(name), `${name} is parked`);
	}

	await launch('pollWorker', 'openAiHk', ['d [render: 15]', 'e [render: 15]'], poll);
	await untilAsked('openAiHk', 3, 20_000);
	await restart(worker);
	await launch('asking', 'dreamMachine', ['h [render: 8]'], {});
	ends.pollWorker = await running.pollWorker.ended(1, 90_000);
	await eventually(async () => await isParked('asking'), 'asking is parked');

	await launch('pollMain', 'openAiHk', ['f [render: 15]'], poll);
	await untilAsked('openAiHk', 2, 20_000);
	await n8n.kill();
	await n8n.start();
	ends.pollMain = await running.pollMain.ended(1, 60_000);

	await launch('pollRedis', 'openAiHk', ['g [render: 12]'], poll);
	await untilAsked('openAiHk', 2, 20_000);
	await n8n.redis.kill();
	await pause(REDIS_GONE_MS);
	await n8n.redis.start();
	console.log('after redis', n8n.main.isRunning, worker.isRunning);

	bench.emulator.next({ delaySeconds: 15 }, { gateway: 'dreamMachine', method: 'GET' });
	await untilAsked('dreamMachine', 1, 90_000);
	await restart(worker);
	for (const [name, crowd] of Object.entries(running)) {
		ends[name] ??= await crowd.ended(1, 150_000).catch(async (error) => {
			console.log(name, error.message);
			return (await crowd.outer()).map((one) =>
				bench.read({ ...one, data: { resultData: { runData: {} } } }),
			);
		});
	}
	for (const name of Object.keys(running)) {
		const [{ id, status, error, ran }] = ends[name];
		console.log(
			name,
			status,
			error?.message,
			ran,
			running[name].calls(id),
			tally(await running[name].list()),
			JSON.stringify(ends[name][0].items('Wait')).slice(0, 600),
		);
	}
}, LONG_MS);

it('looks', () => {});
