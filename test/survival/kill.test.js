'use strict';

/**
 * n8n is killed as by a power cut, and started again on the same folder. Suspended executions are
 * taken up after a minute at the earliest, so that all wait at the same time; each test then looks
 * at one of them.
 */

const { readFileSync } = require('node:fs');

const { eventually, openBench } = require('../n8n/support');
const { expectBrokenOff, expectEndedByN8n, expectVideos, openCrowds } = require('./crowd');

const bench = openBench({ keepsTasks: true });
const { asks, launch, untilAsked, untilHeld } = openCrowds(bench);
const n8n = globalThis.lumaN8n;

/** After the last kill. A callback that got lost is made up for 225 s after the start. */
const PATIENCE_MS = 150_000;
jest.setTimeout(PATIENCE_MS + 250_000);

const callback = { waitMode: 'callback' };
const waitNode = { generate: { callback: 'waitNode' } };
const poll = { waitMode: 'poll' };
const saved = { settings: { saveExecutionProgress: true } };

const outcomes = {};

async function restart() {
	await n8n.kill();
	await n8n.start();
}

beforeAll(async () => {
	const crowds = {
		suspend: await launch('cometApi', ['a [render: 8]', 'b [render: 20]']),
		callback: await launch('cometApi', ['c [render: 30]'], callback, waitNode),
		// The call comes while n8n is down.
		callbackLost: await launch('cometApi', ['d [render: 8]'], callback, waitNode),
		secondAsk: await launch('lumaAgents', ['e [render: 100]']),
	};
	for (const crowd of Object.values(crowds)) await crowd.parked();
	crowds.poll = await launch('openAiHk', ['f [render: 20]', 'g [render: 20]'], poll);
	crowds.pollSaved = await launch('rixApi', ['h [render: 20]'], poll, saved);
	await untilAsked('openAiHk', 2);
	await restart();

	crowds.firstAsk = await launch('dreamMachine', ['i [render: 8]']);
	await crowds.firstAsk.parked();
	await untilHeld('dreamMachine');
	await restart();

	await eventually(() => asks('lumaAgents') >= 2, 'the first round', 60_000);
	await untilHeld('lumaAgents');
	await restart();

	await Promise.all(
		Object.entries(crowds).map(async ([name, crowd]) => {
			outcomes[name] = await crowd.outcome(PATIENCE_MS);
		}),
	);
});

it.each(['suspend', 'callback'])('killed while it waits by %s', (name) => {
	expectVideos(outcomes[name]);
});

it('killed while the gateway calls', () => {
	expectVideos(outcomes.callbackLost);
});

it.each(['firstAsk', 'secondAsk'])('killed in the middle of a question: %s', (name) => {
	expectBrokenOff(outcomes[name]);
});

it('killed while it polls, where n8n saves the progress of executions', () => {
	expectEndedByN8n(outcomes.pollSaved);
});

it('killed while it polls, where n8n saves nothing: it ends, and only the log has the task IDs', () => {
	const { status, taskIds, told } = outcomes.poll;

	expect(status).toBe('crashed');
	expect(told).toEqual([]);
	const log = readFileSync(bench.access.logFile, 'utf8');
	for (const taskId of taskIds) expect(log).toContain(`accepted task ${taskId}`);
});
