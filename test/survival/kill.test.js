'use strict';

/**
 * n8n is killed as by a power cut, and started again on the same folder: once while executions wait,
 * and twice in the middle of a question. One thing after the other, so that nothing else is due while n8n
 * starts. Each test then looks at one of the executions.
 */

const { readFileSync } = require('node:fs');

const { openTestbed } = require('../n8n/support');
const {
	AFTER_RESTART,
	LONG,
	expectBrokenOff,
	expectEndedByN8n,
	expectVideos,
	openCrowds,
	outcomesOf,
} = require('./crowd');

const testbed = openTestbed({ keepsTasks: true });
const { launch, untilAsked, untilHeld } = openCrowds(testbed);
const n8n = globalThis.lumaN8n;

const PATIENCE_MS = 200_000;
jest.setTimeout(5 * PATIENCE_MS);

const callback = { waitMode: 'callback' };
const waitNode = { generate: { callback: 'waitNode' } };
const poll = { waitMode: 'poll' };
const saved = { settings: { saveExecutionProgress: true } };

const outcomes = {};

async function restart(meanwhile = () => {}) {
	await n8n.kill();
	meanwhile();
	await n8n.start();
}

beforeAll(async () => {
	const crowds = {
		suspend: await launch('cometApi', ['a [render: 8]', 'b [render: 20]'], AFTER_RESTART),
		callback: await launch('cometApi', [`c ${LONG}`], callback, waitNode),
		callbackLost: await launch('cometApi', [`d ${LONG}`], callback, waitNode),
	};
	for (const crowd of Object.values(crowds)) await crowd.parked();
	crowds.poll = await launch('openAiHk', ['e [render: 20]', 'f [render: 20]'], poll);
	crowds.pollSaved = await launch('rixApi', ['g [render: 20]'], poll, saved);
	await untilAsked('openAiHk', 2);
	await restart(() => crowds.callbackLost.finish());
	crowds.callback.finish();
	Object.assign(outcomes, await outcomesOf(crowds, PATIENCE_MS));

	const firstAsk = await launch('dreamMachine', [`h ${LONG}`]);
	await firstAsk.parked();
	await untilHeld('dreamMachine');
	await restart();
	outcomes.firstAsk = await firstAsk.outcome(PATIENCE_MS);

	const secondAsk = await launch('lumaAgents', [`i ${LONG}`]);
	await secondAsk.parked();
	await untilAsked('lumaAgents', 1);
	await secondAsk.parked();
	await untilHeld('lumaAgents');
	await restart();
	outcomes.secondAsk = await secondAsk.outcome(PATIENCE_MS);
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
	const log = readFileSync(testbed.access.logFile, 'utf8');
	for (const taskId of taskIds) expect(log).toContain(`accepted task ${taskId}`);
});
