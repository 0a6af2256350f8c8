'use strict';

const { GATEWAYS, eventually, givePrompts, openBench } = require('./support');

const bench = openBench();

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

	const since = Date.now();
	await bench.n8n.stop(id);
	const { status } = await bench.n8n.waitFor(id, 5_000);

	expect(status).toBe('canceled');
	expect(Date.now() - since).toBeLessThan(2_000);
	// A round that was on its way may still arrive.
	await pause(200);
	const before = bench.emulator.requests.length;
	await pause(QUIET_MS);
	expect(bench.emulator.requests.slice(before)).toEqual([]);
	expect(bench.emulator.accepted()).toHaveLength(1);
});

it('Stop between two submits leaves the rest unsubmitted', async () => {
	const prompts = Array.from({ length: 20 }, (_, index) => `video ${index} [delay: 0.3]`);
	const { id } = await bench.start([givePrompts(...prompts), bench.generate('cometApi')]);
	await eventually(() => bench.emulator.accepted().length >= 3, 'three submits');

	await bench.n8n.stop(id);
	const { status } = await bench.n8n.waitFor(id, 5_000);
	expect(status).toBe('canceled');

	await pause(1_000);
	const before = bench.emulator.accepted().length;
	await pause(1_000);
	expect(bench.emulator.accepted()).toHaveLength(before);
	expect(before).toBeLessThan(10);
});
