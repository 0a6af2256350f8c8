'use strict';

/**
 * n8n is killed as by a power cut, and started again on the same folder. Suspended executions are
 * taken up after a minute at the earliest, so that all wait at the same time, and each test then
 * looks at one of them.
 */

const { eventually, openBench } = require('../n8n/support');
const { openCrowds, tally } = require('./crowd');

const bench = openBench({ keepsTasks: true });
const crowds = openCrowds(bench);
const n8n = globalThis.lumaN8n;

const LONG_MS = 420_000;
jest.setTimeout(LONG_MS);

/** Names to crowds. */
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

/** Holds the next answer of a gateway, and kills n8n while the inner execution waits for it. */
async function killWhileAsking(gateway) {
	const before = asks(gateway).length;
	bench.emulator.next({ delaySeconds: 15 }, { gateway, method: 'GET' });
	await eventually(() => asks(gateway).length > before, `a question to ${gateway}`, 120_000);
	await restart();
}

async function restart() {
	await n8n.kill();
	await n8n.start();
}

beforeAll(async () => {
	const waitNode = { generate: { callback: 'waitNode' } };
	await launch('suspend', 'cometApi', ['a [render: 8]', 'b [render: 20]'], {});
	await launch('callback', 'cometApi', ['c [render: 30]'], { waitMode: 'callback' }, waitNode);
	await launch('callbackLost', 'cometApi', ['d [render: 8]'], { waitMode: 'callback' }, waitNode);
	await launch('secondAsk', 'lumaAgents', ['e [render: 100]'], {});
	await launch('poll', 'openAiHk', ['f [render: 20]', 'g [render: 20]'], { waitMode: 'poll' });
	await launch(
		'pollSaved',
		'openAiHk',
		['h [render: 20]'],
		{ waitMode: 'poll' },
		{
			settings: { saveExecutionProgress: true },
		},
	);
	for (const name of ['suspend', 'callback', 'callbackLost', 'secondAsk']) {
		await eventually(async () => await isParked(name), `${name} is parked`);
	}
	await eventually(() => asks('openAiHk').length >= 3, 'the polls');
	await restart();

	await launch('firstAsk', 'dreamMachine', ['i [render: 8]'], {});
	await eventually(async () => await isParked('firstAsk'), 'firstAsk is parked');
	await eventually(() => asks('dreamMachine').length === 1, 'the look of its start');
	await killWhileAsking('dreamMachine');

	await eventually(() => asks('lumaAgents').length >= 2, 'the first round', 60_000);
	await killWhileAsking('lumaAgents');
	console.log('killed thrice');
	for (const [name, crowd] of Object.entries(running)) {
		ends[name] = await crowd.ended(1, 200_000).catch(async (error) => {
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
