'use strict';

const { eventually } = require('./eventually');
const { GATEWAYS, openBench } = require('./support');
const { givePrompts } = require('../workflow');

const bench = openBench();

/** Less than any pause that a Stop cuts short here. */
const SOON_MS = 60_000;
const LONG_PAUSE_SECONDS = 120;
/** Longer than the interval between two rounds, which is a second here. */
const QUIET_MS = 2_500;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

it.each(GATEWAYS)('Stop ends a wait at once, and nobody asks %s any more', async (gateway) => {
	const { id } = await bench.start([
		givePrompts('endless [never]'),
		bench.generate(gateway),
		bench.poll(gateway),
	]);
	const reads = () => bench.emulator.requests.length - bench.emulator.accepted().length;
	await eventually(() => reads() >= 2, 'two rounds of reading');

	await bench.n8n.stop(id);
	const { status } = await bench.n8n.waitFor(id, SOON_MS);

	expect(status).toBe('canceled');
	// A round that was on its way may still arrive.
	await pause(1_000);
	const before = bench.emulator.requests.length;
	await pause(QUIET_MS);
	expect(bench.emulator.requests.slice(before)).toEqual([]);
	expect(bench.emulator.accepted()).toHaveLength(1);
});

it('Stop does not wait for the end of the pause between two rounds', async () => {
	const { id } = await bench.start([
		givePrompts('endless [never]'),
		bench.generate('cometApi'),
		bench.poll('cometApi', { options: { pollInterval: LONG_PAUSE_SECONDS } }),
	]);
	const reads = () => bench.emulator.requestsTo('cometApi', 'GET').length;
	await eventually(() => reads() === 1, 'the first round');

	await bench.n8n.stop(id);
	const { status } = await bench.n8n.waitFor(id, SOON_MS);

	expect(status).toBe('canceled');
	expect(reads()).toBe(1);
});

it('Stop ends the pause of a submit that the gateway does not take yet', async () => {
	bench.emulator.always({ submitsPerMinute: 1 });
	const { id } = await bench.start([givePrompts('one', 'two'), bench.generate('lumaAgents')]);
	const submits = () => bench.emulator.requestsTo('lumaAgents', 'POST');
	await eventually(() => submits().length === 2, 'a refused submit');

	await bench.n8n.stop(id);
	const { status } = await bench.n8n.waitFor(id, SOON_MS);

	expect(status).toBe('canceled');
	await pause(1_000);
	expect(submits()).toHaveLength(2);
});

it('Stop between two submits leaves the rest unsubmitted', async () => {
	const prompts = Array.from({ length: 200 }, (_, index) => `video ${index} [delay: 1]`);
	const { id } = await bench.start([givePrompts(...prompts), bench.generate('cometApi')]);
	await eventually(() => bench.emulator.accepted().length >= 3, 'three submits');

	await bench.n8n.stop(id);
	const { status } = await bench.n8n.waitFor(id, SOON_MS);
	expect(status).toBe('canceled');

	await pause(1_000);
	const before = bench.emulator.accepted().length;
	await pause(1_000);
	expect(bench.emulator.accepted()).toHaveLength(before);
	expect(before).toBeLessThan(prompts.length);
});
