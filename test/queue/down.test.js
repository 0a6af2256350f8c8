'use strict';

/** The only worker is down when n8n resumes suspended executions: they stay queued until it is back. */

const { readdirSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');

const { openTestbed } = require('../n8n/support');
const { LONG, expectVideos, openCrowds, outcomesOf } = require('../survival/crowd');

const { launch } = openCrowds(openTestbed({ keepsTasks: true }));
const n8n = globalThis.lumaN8n;
const [worker] = n8n.workers;

const PATIENCE_MS = 150_000;
/** Long enough for a check to become due. */
const GONE_MS = 75_000;
jest.setTimeout(2 * PATIENCE_MS + GONE_MS);

/**
 * Simulates a worker in a new container. If its folder contains an event log, n8n 2.41 marks executions that
 * were queued meanwhile as crashed, even after a proper stop.
 */
function forgetEvents() {
	const folder = join(worker.cwd, '.n8n');
	const logs = readdirSync(folder).filter((name) => name.startsWith('n8nEventLog'));
	for (const name of logs) rmSync(join(folder, name));
}

let outcomes;

beforeAll(async () => {
	const waitNode = { generate: { callback: 'waitNode' } };
	const crowds = {
		check: await launch('cometApi', ['a [render: 8]']),
		callback: await launch('cometApi', [`b ${LONG}`], { waitMode: 'callback' }, waitNode),
	};
	for (const crowd of Object.values(crowds)) await crowd.suspended();
	await worker.kill();
	forgetEvents();
	crowds.callback.finish();
	await pause(GONE_MS);
	await worker.start();
	outcomes = await outcomesOf(crowds, PATIENCE_MS);
});

it.each(['check', 'callback'])('a %s while the worker is down is not lost', (name) => {
	expectVideos(outcomes[name]);
});
