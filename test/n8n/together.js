'use strict';

const { isOpen } = require('../host/client');
const { eventually } = require('../host/eventually');
const { openTestbed } = require('./support');
const { chain, edit, givePrompts } = require('../workflow');
const { startSink } = require('../services/sink');

/** Enough for n8n to resume an execution twice on a busy machine. */
const PATIENCE_MS = 240_000;

/** The longest sleep of a suspended execution: its own limit is three minutes. */
const UNTIL_AWAKE_MS = 200_000;

/** Delays the first check until all scenarios have started; by default it comes after 25 s. */
const LATE = { options: { pollInterval: 67 } };

/**
 * Scenarios whose executions wait at the same time, for at least a minute. All start before the first
 * test; each test then checks its own.
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

	/** The tasks of a scenario in the order of their submits. */
	const tasksOf = (name) =>
		testbed.emulator.accepted().filter(({ prompt }) => prompt.startsWith(`${name} / `));

	/**
	 * @param {string} name the title of its test
	 * @param {(world: any) => any} build returns the workflow, or nodes in a row
	 * @param {(run: any, world: any) => any} check checks the result
	 * @param {object} [how]
	 * @param {(started: any, world: any) => any} [how.meanwhile] runs once it waits
	 * @param {object} [how.run] options of the start
	 */
	function scenario(name, build, check, { meanwhile, run: how } = {}) {
		const world = {
			name,
			testbed,
			/** The usual workflow: items, videos, wait, and the sink. */
			usual: (texts, wait, { settings, gateway = 'cometApi', generate } = {}) => [
				givePrompts(...texts.map((text) => `${name} / ${text}`)),
				testbed.generate(gateway, generate),
				testbed.wait(gateway, wait?.waitMode ? wait : { ...LATE, ...wait }, settings),
				edit('After', '{ ...$json, prompt: $("Items").item.json.prompt }'),
				world.sink(),
			],
			sink: () => sink.node(name),
			/** What reached the sink, in order. */
			get arrived() {
				return sink.got(name);
			},
			get tasks() {
				return tasksOf(name);
			},
			get taskIds() {
				return tasksOf(name).map(({ id }) => id);
			},
			/** The gateway's requests for these tasks. */
			get reads() {
				const isOurs = ({ path, rawBody }) =>
					world.taskIds.some((id) => path.includes(id) || rawBody.includes(id));
				return testbed.emulator.requests.filter((call) => call.gateway !== 'cdn' && isOurs(call));
			},
			status: async () => (await testbed.n8n.rest('GET', `/rest/executions/${world.id}`)).status,
			/** All executions of the workflow, including inner ones. */
			executions: async () => await testbed.n8n.executions(world.saved.id),
			/** The same, once all have ended: an inner execution may still wake up, end itself and be deleted. */
			async remaining() {
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
