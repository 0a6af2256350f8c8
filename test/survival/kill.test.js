'use strict';

/**
 * n8n is killed, like a power cut, and started again with the same folder: once per test, with only the
 * execution that the test is about, so nothing else is due while n8n starts.
 */

const { readFileSync } = require('node:fs');

const { openTestbed } = require('../n8n/support');
const {
	AFTER_RESTART,
	LONG,
	expectInterrupted,
	expectEndedByN8n,
	expectPaidOnce,
	expectVideos,
	openCrowds,
} = require('./crowd');

const testbed = openTestbed();
const { launch, untilPolled, untilHeld } = openCrowds(testbed);
const n8n = globalThis.lumaN8n;

/** Longer than until the first check with AFTER_RESTART, about 100 s after the start of a wait. */
const PATIENCE_MS = 300_000;
jest.setTimeout(3 * PATIENCE_MS);

const callback = { waitMode: 'callback', ...AFTER_RESTART };
const waitNode = { generate: { callback: 'waitNode' } };
const poll = { waitMode: 'poll' };

/** Without a queued phase, during which a poll would wait 15 seconds between requests. */
const RENDERING = `${LONG} [queue: 0]`;

/** @param {() => void} [meanwhile] called while n8n is down */
async function restart(meanwhile = () => {}) {
	await n8n.kill();
	meanwhile();
	await n8n.start();
}

it('a suspended wait survives a kill of n8n', async () => {
	const crowd = await launch('cometApi', ['a [render: 8]', 'b [render: 20]'], AFTER_RESTART);
	await crowd.suspended();
	await restart();

	expectVideos(await crowd.outcome(PATIENCE_MS));
});

it('a wait for a callback is resumed by a callback after the restart', async () => {
	const crowd = await launch('cometApi', [`c ${LONG}`], callback, waitNode);
	await crowd.suspended();
	await restart();
	crowd.finish();

	expectVideos(await crowd.outcome(PATIENCE_MS));
});

it('a wait for a callback survives a callback that is sent while n8n is down', async () => {
	const crowd = await launch('cometApi', [`d ${LONG}`], callback, waitNode);
	await crowd.suspended();
	await restart(() => crowd.finish());

	expectVideos(await crowd.outcome(PATIENCE_MS));
});

it('a suspended wait that is killed during its first check names its task', async () => {
	const crowd = await launch('dreamMachine', [`e ${LONG}`]);
	await crowd.suspended();
	await untilHeld('dreamMachine');
	await restart();

	expectInterrupted(await crowd.outcome(PATIENCE_MS));
});

it('a suspended wait that is killed during its second check names its task', async () => {
	const crowd = await launch('lumaAgents', [`f ${LONG}`]);
	await crowd.suspended();
	await untilPolled('lumaAgents', 1);
	await crowd.suspended();
	await untilHeld('lumaAgents');
	await restart();

	expectInterrupted(await crowd.outcome(PATIENCE_MS));
});

it('a polling wait that is killed keeps its task IDs if n8n saves the progress of executions', async () => {
	const saved = { settings: { saveExecutionProgress: true } };
	const crowd = await launch('openAiHk', [`g ${RENDERING}`], poll, saved);
	await untilPolled('openAiHk', 2);
	await restart();

	expectEndedByN8n(await crowd.outcome(PATIENCE_MS));
});

it('a polling wait that is killed leaves its task IDs in the log if n8n saves no progress', async () => {
	const crowd = await launch('openAiHk', [`h ${RENDERING}`, `i ${RENDERING}`], poll);
	await untilPolled('openAiHk', 2);
	await restart();
	const outcome = await crowd.outcome(PATIENCE_MS);

	expectPaidOnce(outcome);
	expect(outcome.status).toBe('crashed');
	expect(outcome.received).toEqual([]);
	const log = readFileSync(testbed.access.logFile, 'utf8');
	for (const taskId of outcome.taskIds) expect(log).toContain(`accepted task ${taskId}`);
});
