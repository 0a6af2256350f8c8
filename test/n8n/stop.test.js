'use strict';

const { eventually } = require('../host/eventually');
const { openTestbed } = require('./support');
const { givePrompts } = require('../workflow');

const testbed = openTestbed();

/** Shorter than any pause that Stop cuts short here. */
const SOON_MS = 60_000;
const LONG_PAUSE_SECONDS = 120;
/** Longer than the interval between two polls, which is a second here. */
const QUIET_MS = 2_500;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

it('Stop ends a wait at once, and no further request is sent', async () => {
	const { id } = await testbed.start([
		givePrompts('endless [never]'),
		testbed.generate('cometApi'),
		testbed.poll('cometApi'),
	]);
	const reads = () => testbed.emulator.requests.length - testbed.emulator.accepted().length;
	await eventually(() => reads() >= 2, 'two polls');

	await testbed.n8n.stop(id);
	const { status } = await testbed.n8n.waitFor(id, SOON_MS);

	expect(status).toBe('canceled');
	// A poll in flight may still arrive.
	await pause(1_000);
	const before = testbed.emulator.requests.length;
	await pause(QUIET_MS);
	expect(testbed.emulator.requests.slice(before)).toEqual([]);
	expect(testbed.emulator.accepted()).toHaveLength(1);
});

it('Stop does not wait for the pause between two polls', async () => {
	const { id } = await testbed.start([
		givePrompts('endless [never]'),
		testbed.generate('cometApi'),
		testbed.poll('cometApi', { options: { pollInterval: LONG_PAUSE_SECONDS } }),
	]);
	const reads = () => testbed.emulator.requestsTo('cometApi', 'GET').length;
	await eventually(() => reads() === 1, 'the first poll');

	await testbed.n8n.stop(id);
	const { status } = await testbed.n8n.waitFor(id, SOON_MS);

	expect(status).toBe('canceled');
	expect(reads()).toBe(1);
});

it('Stop between two submits leaves the rest unsubmitted', async () => {
	const prompts = Array.from({ length: 200 }, (_, index) => `video ${index} [delay: 1]`);
	const { id } = await testbed.start([givePrompts(...prompts), testbed.generate('cometApi')]);
	await eventually(() => testbed.emulator.accepted().length >= 3, 'three submits');

	await testbed.n8n.stop(id);
	const { status } = await testbed.n8n.waitFor(id, SOON_MS);
	expect(status).toBe('canceled');

	await pause(1_000);
	const before = testbed.emulator.accepted().length;
	await pause(1_000);
	expect(testbed.emulator.accepted()).toHaveLength(before);
	expect(before).toBeLessThan(prompts.length);
});
