'use strict';

const { isOpen } = require('../host/client');
const { eventually } = require('../host/eventually');
const { openTestbed } = require('./support');
const { chain, edit, givePrompts } = require('../workflow');
const { startSink } = require('../services/sink');

/** Until n8n has taken an execution up again twice, on a busy machine. */
const PATIENCE_MS = 240_000;

/** Until a suspended execution wakes up: three minutes at the most, by its own limit. */
const UNTIL_AWAKE_MS = 200_000;

/** So late is the first look that all can be started before it; left alone, it comes after 25 s. */
const LATE = { options: { pollInterval: 67 } };

/**
 * Scenarios whose executions wait at the same time, for a minute at the least. All are started before
 * the first test; each test looks at its own.
 */
function openScenarios() {
	const testbed = openTestbed({ keepsTasks: true });
	const scenarios = [];
	let sink;

	jest.setTimeout(PATIENCE_MS + 60_000);
	beforeAll(async () => {
		sink = await startSink();
		for (const scenario of scenarios) await scenario.start();
	});
	afterAll(async () => await sink.close());

	/** The tasks of a scenario, in the order of their submits. */
	const tasksOf = (name) =>
		testbed.emulator.accepted().filter(({ prompt }) => prompt.startsWith(`${name} / `));

	/**
	 * @param {string} name what it shows
	 * @param {(world: any) => any} build gives the workflow, or nodes of which each gives to the next
	 * @param {(run: any, world: any) => any} check what it came to
	 * @param {object} [how]
	 * @param {(started: any, world: any) => any} [how.meanwhile] once it waits
	 * @param {object} [how.run] how it is started
	 */
	function scenario(name, build, check, { meanwhile, run: how } = {}) {
		const world = {
			name,
			testbed,
			/** Items, their videos, the wait and the end: the usual workflow. */
			usual: (texts, wait, { settings, gateway = 'cometApi', generate } = {}) => [
				givePrompts(...texts.map((text) => `${name} / ${text}`)),
				testbed.generate(gateway, generate),
				testbed.wait(gateway, wait?.waitMode ? wait : { ...LATE, ...wait }, settings),
				edit('After', '{ ...$json, prompt: $("Items").item.json.prompt }'),
				world.sink(),
			],
			sink: () => sink.node(name),
			/** What reached the end, in order. */
			get arrived() {
				return sink.got(name);
			},
			get tasks() {
				return tasksOf(name);
			},
			get taskIds() {
				return tasksOf(name).map(({ id }) => id);
			},
			/** The gateway's record of reads of these tasks. */
			get reads() {
				const isOurs = ({ path, rawBody }) =>
					world.taskIds.some((id) => path.includes(id) || rawBody.includes(id));
				return testbed.emulator.requests.filter((call) => call.gateway !== 'cdn' && isOurs(call));
			},
			status: async () => (await testbed.n8n.rest('GET', `/rest/executions/${world.id}`)).status,
			/** The executions of the workflow, the inner ones included. */
			executions: async () => await testbed.n8n.executions(world.saved.id),
			/** The same, once none is under way: an inner one wakes up to end itself, and deletes itself then. */
			async left() {
				const atEnd = async () => {
					const found = await world.executions();
					return !found.some(isOpen) && found;
				};
				return await eventually(atEnd, 'the end of all executions', UNTIL_AWAKE_MS);
			},
		};
		scenarios.push({
			async start() {
				const built = await build(world);
				const whole = Array.isArray(built) ? chain(...built) : built;
				world.saved = await testbed.n8n.createWorkflow(whole);
				world.id = await (world.launch ? world.launch(world) : testbed.n8n.run(world.saved, how));
				world.ended = end(world, meanwhile);
				world.ended.catch(() => {});
			},
		});
		it(name, async () => await check(await world.ended, world));
	}

	async function end(world, meanwhile) {
		if (meanwhile) {
			await untilWaiting(world);
			await meanwhile(world);
		}
		return testbed.read(await testbed.n8n.waitFor(world.id, PATIENCE_MS));
	}

	async function untilWaiting(world) {
		for (;;) {
			const status = await world.status();
			if (status === 'waiting') return;
			if (!isOpen({ status })) throw new Error(`It is ${status}, not waiting`);
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	}

	return { testbed, scenario };
}

module.exports = { openScenarios };
