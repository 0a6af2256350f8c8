'use strict';

/** The only worker is gone while n8n takes suspended executions up: they queue until it is back. */

const { readdirSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');

const { openTestbed } = require('../n8n/support');
const { LONG, expectVideos, openCrowds, outcomesOf } = require('../survival/crowd');

const { launch } = openCrowds(openTestbed({ keepsTasks: true }));
const n8n = globalThis.lumaN8n;
const [worker] = n8n.workers;

const PATIENCE_MS = 150_000;
/** Until a round has come. */
const GONE_MS = 75_000;
jest.setTimeout(2 * PATIENCE_MS + GONE_MS);

/**
 * As a worker in a container comes back. On a folder that has the log of its events, n8n 2.41 takes
 * for crashed what was queued meanwhile, after a proper stop, too.
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
		round: await launch('cometApi', ['a [render: 8]']),
		call: await launch('cometApi', [`b ${LONG}`], { waitMode: 'callback' }, waitNode),
	};
	for (const crowd of Object.values(crowds)) await crowd.parked();
	await worker.kill();
	forgetEvents();
	crowds.call.finish();
	await pause(GONE_MS);
	await worker.start();
	outcomes = await outcomesOf(crowds, PATIENCE_MS);
});

it.each(['round', 'call'])('a %s comes while the worker is gone', (name) => {
	expectVideos(outcomes[name]);
});
