'use strict';

/** The gateway is gone, and comes back. Its videos are made meanwhile. */

const { setTimeout: pause } = require('node:timers/promises');

const { openTestbed } = require('../n8n/support');
const { expectVideos, openCrowds, outcomesOf } = require('./crowd');

const testbed = openTestbed({ keepsTasks: true });
const { launch } = openCrowds(testbed);

/** Not the five minutes that are promised, but two rounds of a suspended execution. */
const GONE_MS = 140_000;
const PATIENCE_MS = 300_000;
jest.setTimeout(PATIENCE_MS + GONE_MS);

let outcomes;

beforeAll(async () => {
	const parked = {
		suspend: await launch('cometApi', ['a [render: 20]', 'b [render: 60]']),
		callback: await launch(
			'cometApi',
			['c [render: 60]'],
			{ waitMode: 'callback', options: { pollInterval: 66 } },
			{ generate: { callback: 'waitNode' } },
		),
	};
	for (const crowd of Object.values(parked)) await crowd.parked();
	const poll = await launch('rixApi', ['d [render: 20]', 'e [render: 60]'], { waitMode: 'poll' });
	await pause(1_000);
	await testbed.emulator.down();
	await pause(GONE_MS);
	await testbed.emulator.up();
	outcomes = await outcomesOf({ ...parked, poll }, PATIENCE_MS);
});

it.each(['suspend', 'callback', 'poll'])('waits by %s', (name) => expectVideos(outcomes[name]));
