'use strict';

const { connect, isOpen } = require('../host/client');
const { eventually } = require('../host/eventually');
const { openWebhook } = require('../host/webhook');
const { access } = require('../n8n/support');
const { KEY, createTestbed } = require('../n8n/testbed');

/** Ends a scenario that hangs. On the slowest machine nothing here takes half as long. */
const PATIENCE_MS = 500_000;

let login;
/** One log-in for all: n8n limits how often somebody may log in. */
const loggedIn = () => (login ??= connect(access));

let called = 0;

/**
 * A test that starts together with all others of this file, with gateways that nobody else uses, so
 * that none depends on another and n8n's minute is waited for once.
 *
 * @param {string} name what it shows
 * @param {(stage: Stage) => Promise<void>} play
 */
const scenario = (name, play) =>
	it.concurrent(name, async () => {
		const testbed = await createTestbed(await loggedIn());
		try {
			await play(Object.assign(testbed, stageOf(testbed)));
		} finally {
			await testbed.emulator.close();
		}
	});

/** @typedef {Awaited<ReturnType<typeof createTestbed>> & ReturnType<typeof stageOf>} Stage */

function stageOf({ n8n, emulator, read }) {
	const until = async (condition, what) => await eventually(condition, what, PATIENCE_MS, 250);

	const untilWaiting = async (id) => {
		const isWaiting = async () => {
			const { status } = await n8n.rest('GET', `/rest/executions/${id}`);
			if (!isOpen({ status })) throw new Error(`It ended: ${status}`);
			return status === 'waiting';
		};
		await until(isWaiting, 'a suspended execution');
	};

	return {
		until,
		untilWaiting,

		/** The end of an execution. */
		ended: async (id) => read(await n8n.waitFor(id, PATIENCE_MS)),

		/** Lets all videos be ready once the execution is suspended. */
		async finishWhenWaiting(id) {
			await untilWaiting(id);
			for (const task of emulator.accepted()) emulator.finish(task);
		},

		/** Publishes a workflow, and starts it by a call from outside. @returns its execution's ID */
		async startInProduction(nodes, body) {
			called += 1;
			const webhook = await openWebhook(n8n, `smoke-${called}`, nodes);
			await webhook.start(body);
			const outer = async () =>
				(await n8n.executions(webhook.id)).find(({ mode }) => mode === 'webhook');
			return (await until(outer, 'an execution by the call')).id;
		},
	};
}

module.exports = { KEY, PATIENCE_MS, access, scenario };
