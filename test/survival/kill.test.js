'use strict';

/**
 * n8n is killed as by a power cut, and started again on the same folder: once in each test, with the
 * one execution that the test is about. So nothing else is due while n8n starts.
 */

const { readFileSync } = require('node:fs');

const { openTestbed } = require('../n8n/support');
const {
	AFTER_RESTART,
	LONG,
	expectBrokenOff,
	expectEndedByN8n,
	expectPaidOnce,
	expectVideos,
	openCrowds,
} = require('./crowd');

const testbed = openTestbed();
const { launch, untilAsked, untilHeld } = openCrowds(testbed);
const n8n = globalThis.lumaN8n;

/** More than until the first check with AFTER_RESTART, about 130 s after the start of a wait. */
const PATIENCE_MS = 300_000;
jest.setTimeout(3 * PATIENCE_MS);

const callback = { waitMode: 'callback', ...AFTER_RESTART };
const waitNode = { generate: { callback: 'waitNode' } };
const poll = { waitMode: 'poll' };

/** While a video is queued, a poll asks every 15 seconds only. */
const UNDER_WAY = `${LONG} [queue: 0]`;

/** @param {() => void} [meanwhile] while it is down */
async function restart(meanwhile = () => {}) {
	await n8n.kill();
	meanwhile();
	await n8n.start();
}

it('killed while it is suspended', async () => {
	const crowd = await launch('cometApi', ['a [render: 8]', 'b [render: 20]'], AFTER_RESTART);
	await crowd.parked();
	await restart();

	expectVideos(await crowd.outcome(PATIENCE_MS));
});

it('killed while it waits for a callback, which comes after the restart', async () => {
	const crowd = await launch('cometApi', [`c ${LONG}`], callback, waitNode);
	await crowd.parked();
	await restart();
	crowd.finish();

	expectVideos(await crowd.outcome(PATIENCE_MS));
});

it('killed, so that the callback of the gateway finds nobody', async () => {
	const crowd = await launch('cometApi', [`d ${LONG}`], callback, waitNode);
	await crowd.parked();
	await restart(() => crowd.finish());

	expectVideos(await crowd.outcome(PATIENCE_MS));
});

it('killed during its first check of a suspended wait', async () => {
	const crowd = await launch('dreamMachine', [`e ${LONG}`]);
	await crowd.parked();
	await untilHeld('dreamMachine');
	await restart();

	expectBrokenOff(await crowd.outcome(PATIENCE_MS));
});

it('killed during its second check of a suspended wait', async () => {
	const crowd = await launch('lumaAgents', [`f ${LONG}`]);
	await crowd.parked();
	await untilAsked('lumaAgents', 1);
	await crowd.parked();
	await untilHeld('lumaAgents');
	await restart();

	expectBrokenOff(await crowd.outcome(PATIENCE_MS));
});

it('killed while it polls, where n8n saves the progress of executions', async () => {
	const saved = { settings: { saveExecutionProgress: true } };
	const crowd = await launch('openAiHk', [`g ${UNDER_WAY}`], poll, saved);
	await untilAsked('openAiHk', 2);
	await restart();

	expectEndedByN8n(await crowd.outcome(PATIENCE_MS));
});

it('killed while it polls, where n8n saves nothing: only the log has the task IDs', async () => {
	const crowd = await launch('openAiHk', [`h ${UNDER_WAY}`, `i ${UNDER_WAY}`], poll);
	await untilAsked('openAiHk', 2);
	await restart();
	const outcome = await crowd.outcome(PATIENCE_MS);

	expectPaidOnce(outcome);
	expect(outcome.status).toBe('crashed');
	expect(outcome.told).toEqual([]);
	const log = readFileSync(testbed.access.logFile, 'utf8');
	for (const taskId of outcome.taskIds) expect(log).toContain(`accepted task ${taskId}`);
});
