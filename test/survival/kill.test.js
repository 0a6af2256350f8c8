'use strict';

/**
 * n8n is killed as by a power cut, and started again on the same folder: once while executions wait,
 * and twice in the middle of a question. Whatever was due meanwhile is taken up in the first moments
 * after a start, so each kill waits until what the last one hit is over. Each test then looks at one
 * of the executions.
 */

const { readFileSync } = require('node:fs');

const { eventually } = require('../n8n/eventually');
const { openBench } = require('../n8n/support');
const {
	AFTER_RESTART,
	LONG,
	expectBrokenOff,
	expectEndedByN8n,
	expectVideos,
	openCrowds,
	outcomesOf,
} = require('./crowd');

const bench = openBench({ keepsTasks: true });
const { asks, launch, untilAsked, untilHeld } = openCrowds(bench);
const n8n = globalThis.lumaN8n;

const PATIENCE_MS = 200_000;
jest.setTimeout(5 * PATIENCE_MS);

const callback = { waitMode: 'callback' };
/** Its own look makes up for a lost call. Left alone, that comes after three minutes. */
const soonByItself = { ...callback, ...AFTER_RESTART };
const waitNode = { generate: { callback: 'waitNode' } };
const poll = { waitMode: 'poll' };
const saved = { settings: { saveExecutionProgress: true } };

const outcomes = {};

async function restart(meanwhile = () => {}) {
	await n8n.kill();
	meanwhile();
	await n8n.start();
}

const noteOutcomes = async (crowds) =>
	Object.assign(outcomes, await outcomesOf(crowds, PATIENCE_MS));

beforeAll(async () => {
	const secondAsk = await launch('lumaAgents', [`a ${LONG}`], AFTER_RESTART);
	const crowds = {
		suspend: await launch('cometApi', ['b [render: 8]', 'c [render: 20]'], AFTER_RESTART),
		callback: await launch('cometApi', [`d ${LONG}`], callback, waitNode),
		callbackLost: await launch('cometApi', [`e ${LONG}`], soonByItself, waitNode),
	};
	for (const crowd of [secondAsk, ...Object.values(crowds)]) await crowd.parked();
	crowds.poll = await launch('openAiHk', ['f [render: 20]', 'g [render: 20]'], poll);
	crowds.pollSaved = await launch('rixApi', ['h [render: 20]'], poll, saved);
	await untilAsked('openAiHk', 2);
	await restart(() => crowds.callbackLost.finish());
	crowds.callback.finish();
	await noteOutcomes(crowds);

	await eventually(() => asks('lumaAgents') >= 2, 'the first round', PATIENCE_MS);
	const firstAsk = await launch('dreamMachine', [`i ${LONG}`]);
	await firstAsk.parked();
	await untilHeld('dreamMachine');
	await secondAsk.parked();
	await restart();
	await noteOutcomes({ firstAsk });

	await untilHeld('lumaAgents');
	await restart();
	await noteOutcomes({ secondAsk });
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
