'use strict';

const { openTestbed } = require('./support');
const { chain, give, givePrompts, linkTo } = require('../workflow');

const testbed = openTestbed();

const PROMPTS = Array.from({ length: 10 }, (_, index) => `video ${index + 1}`);
const sent = () =>
	testbed.emulator
		.requestsTo('cometApi', 'POST')
		.map(({ body }) => body.prompt ?? body.user_prompt);
const acceptedIds = () => testbed.emulator.accepted().map(({ id }) => id);

/** Refuses only the sixth submit. */
function refuseSixth() {
	testbed.emulator.next({}, { method: 'POST', times: 5 });
	testbed.emulator.next({ status: 500 }, { method: 'POST' });
}

describe('Retry On Fail', () => {
	const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 200 };

	it('submits only what was not accepted before', async () => {
		refuseSixth();
		const run = await testbed.run([
			givePrompts(...PROMPTS),
			testbed.generate('cometApi', {}, settings),
		]);

		expect(run.status).toBe('success');
		expect(sent()).toEqual([...PROMPTS.slice(0, 6), ...PROMPTS.slice(5)]);
		expect(acceptedIds()).toHaveLength(10);
		expect(run.json('Generate').map(({ taskId }) => taskId)).toEqual(acceptedIds());
	});

	it('restarts Wait for the same task', async () => {
		testbed.emulator.next({ status: 401 }, { method: 'GET' });
		const run = await testbed.run([
			givePrompts('one'),
			testbed.generate('cometApi'),
			testbed.poll('cometApi', {}, settings),
		]);

		expect(testbed.emulator.requestsTo('cometApi', 'GET')[0].status).toBe(401);
		expect(run.json('Wait')).toMatchObject([{ taskId: acceptedIds()[0], state: 'completed' }]);
		expect(acceptedIds()).toHaveLength(1);
	});

	it('starts afresh in each round of a loop', async () => {
		const workflow = chain(
			givePrompts('same', 'same'),
			{ name: 'Loop', type: 'n8n-nodes-base.splitInBatches', typeVersion: 3 },
			testbed.generate('cometApi', {}, settings),
		);
		workflow.connections.Loop = { main: [[], [linkTo('Generate')]] };
		workflow.connections.Generate = { main: [[linkTo('Loop')]] };
		const run = await testbed.run(workflow);

		expect(run.status).toBe('success');
		expect(sent()).toEqual(['same', 'same']);
		expect(run.json('Loop').map(({ taskId }) => taskId)).toEqual(acceptedIds());
	});
});

describe('the retry of a failed execution', () => {
	it('keeps the accepted tasks and submits the others', async () => {
		refuseSixth();
		const failed = await testbed.run([givePrompts(...PROMPTS), testbed.generate('cometApi')]);
		expect(failed.status).toBe('error');
		const before = acceptedIds();
		expect(before).toHaveLength(5);

		const run = testbed.read(await testbed.n8n.waitFor(await testbed.n8n.retry(failed.id)));

		expect(run.status).toBe('success');
		expect(sent()).toEqual([...PROMPTS.slice(0, 6), ...PROMPTS.slice(5)]);
		const tasks = run.json('Generate').map(({ taskId }) => taskId);
		expect(tasks).toEqual(acceptedIds());
		expect(tasks.slice(0, 5)).toEqual(before);
	});

	it('of a Wait that timed out waits for the same task', async () => {
		const failed = await testbed.run([
			givePrompts('slow [render: 3]'),
			testbed.generate('cometApi'),
			testbed.poll('cometApi', { timeout: 1 }),
		]);
		expect(failed.status).toBe('error');

		// The videos are finished by the time of the retry.
		for (const task of testbed.emulator.accepted()) task.scenario.renderSeconds = 0;
		const run = testbed.read(await testbed.n8n.waitFor(await testbed.n8n.retry(failed.id)));

		expect(run.json('Wait')).toMatchObject([{ taskId: acceptedIds()[0], state: 'completed' }]);
		expect(sent()).toHaveLength(1);
	});
});

it('a second execution submits again, since the ledger belongs to one execution', async () => {
	const nodes = () => [give([{ prompt: 'same' }]), testbed.generate('cometApi')];
	const { saved } = await testbed.run(nodes());
	await testbed.n8n.waitFor(await testbed.n8n.run(saved));

	expect(sent()).toEqual(['same', 'same']);
});
