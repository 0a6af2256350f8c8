'use strict';

/** The gateway goes down and comes back. Its videos are finished meanwhile. */

const { setTimeout: pause } = require('node:timers/promises');

const { openTestbed } = require('../n8n/support');
const { expectVideos, openCrowds, outcomesOf } = require('./crowd');

const testbed = openTestbed({ keepsTasks: true });
const { launch } = openCrowds(testbed);

/** Shorter than the promised five minutes, but two intervals of a suspended execution. */
const GONE_MS = 140_000;
const PATIENCE_MS = 300_000;
jest.setTimeout(PATIENCE_MS + GONE_MS);

let outcomes;

beforeAll(async () => {
	const suspended = {
		suspend: await launch('cometApi', ['a [render: 20]', 'b [render: 60]']),
		callback: await launch(
			'cometApi',
			['c [render: 60]'],
			{ waitMode: 'callback', options: { pollInterval: 66 } },
			{ generate: { callback: 'waitNode' } },
		),
	};
	for (const crowd of Object.values(suspended)) await crowd.suspended();
	const poll = await launch('rixApi', ['d [render: 20]', 'e [render: 60]'], { waitMode: 'poll' });
	await pause(1_000);
	await testbed.emulator.down();
	await pause(GONE_MS);
	await testbed.emulator.up();
	outcomes = await outcomesOf({ ...suspended, poll }, PATIENCE_MS);
});

it.each(['suspend', 'callback', 'poll'])('a wait with the mode %s survives the outage', (name) =>
	expectVideos(outcomes[name]),
);
