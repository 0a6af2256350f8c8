'use strict';

/**
 * What a user must never miss, on one real n8n. All scenarios start together and each is judged when it
 * ends. docs/testing.md has the rules: nothing is killed, and nothing is asserted of time or memory.
 */

const { readFileSync } = require('node:fs');

const { launchBrowser } = require('../editor/browser');
const { Editor } = require('../editor/editor');
const { inspectVideo } = require('../inspectMedia');
const { startModel } = require('../services/scriptedModel');
const { agentWith, fromAI } = require('../n8n/agentWorkflow');
const { testCredential } = require('../n8n/testCredential');
const { chain, edit, give, givePrompts, linkTo } = require('../workflow');
const { KEY, PATIENCE_MS, access, scenario } = require('./scenario');

const GATEWAY = 'cometApi';
const suspended = { waitMode: 'suspend' };
const completed = (taskId) => ({ taskId, state: 'completed', videoUrl: expect.any(String) });
const idsOf = (emulator) => emulator.accepted().map(({ id }) => id);
const promptsSent = (emulator) =>
	emulator.requestsTo(GATEWAY, 'POST').map(({ body }) => body.prompt ?? body.user_prompt);

describe('a suspended wait', () => {
	scenario('gives each item its video, in order, in production', async (stage) => {
		const id = await stage.startInProduction(
			[
				givePrompts('first [never]', 'second [never]'),
				stage.generate(GATEWAY),
				stage.wait(GATEWAY),
				edit('After', '{ ...$json, prompt: $("Items").item.json.prompt }'),
			],
			{},
		);
		await stage.untilWaiting(id);
		for (const task of stage.emulator.accepted()) {
			task.scenario.neverCompletes = false;
			stage.emulator.finish(task);
		}
		const run = await stage.ended(id);

		expect(run.status).toBe('success');
		const [first, second] = idsOf(stage.emulator);
		expect(run.json('After')).toMatchObject([
			{ ...completed(first), prompt: 'first [never]' },
			{ ...completed(second), prompt: 'second [never]' },
		]);
		expect(run.data.resultData.runData.After).toHaveLength(1);
	});

	scenario('gives a failed task its place under Continue On Fail', async (stage) => {
		const { id } = await stage.start([
			givePrompts('a [render: 600]', 'b [render: 600] [fail: the lens broke]', 'c [render: 600]'),
			stage.generate(GATEWAY),
			stage.wait(GATEWAY, suspended, { onError: 'continueRegularOutput' }),
		]);
		await stage.finishWhenWaiting(id);
		const run = await stage.ended(id);

		expect(run.status).toBe('success');
		const [a, b, c] = idsOf(stage.emulator);
		expect(run.json('Wait')).toMatchObject([
			completed(a),
			{ code: 'taskFailed', taskId: b, error: expect.stringContaining('the lens broke') },
			completed(c),
		]);
	});

	scenario('ends with Stop, and with its inner execution', async (stage) => {
		const { saved, id } = await stage.start([
			givePrompts('endless [never]'),
			stage.generate(GATEWAY),
			stage.wait(GATEWAY, suspended),
			edit('After', '$json'),
		]);
		await stage.untilWaiting(id);
		const reads = stage.emulator.requestsTo(GATEWAY, 'GET').length;
		await stage.n8n.stop(id);

		expect((await stage.ended(id)).status).toBe('canceled');
		const left = await stage.until(async () => {
			const all = await stage.n8n.executions(saved.id);
			return all.every(({ status }) => status === 'canceled') && all;
		}, 'the end of the inner execution');
		expect(left).toMatchObject([{ id }]);
		expect(stage.emulator.requestsTo(GATEWAY, 'GET')).toHaveLength(reads);
	});

	scenario("is resumed by the gateway's callback", async (stage) => {
		// The node itself would not check again before this test is over.
		const nextCheckSeconds = 3_600;
		expect(nextCheckSeconds * 1000).toBeGreaterThan(PATIENCE_MS);
		const { id } = await stage.start([
			givePrompts('called [render: 45]'),
			stage.generate(GATEWAY, { callback: 'waitNode' }),
			stage.wait(GATEWAY, {
				...suspended,
				timeout: 2 * nextCheckSeconds,
				options: { pollInterval: nextCheckSeconds },
			}),
		]);
		const run = await stage.ended(id);

		expect(run.status).toBe('success');
		expect(run.json('Wait')).toMatchObject([completed(...idsOf(stage.emulator))]);
	});

	scenario('of two runs of one node gives both their videos', async (stage) => {
		const isFirst = {
			name: 'First?',
			type: 'n8n-nodes-base.if',
			typeVersion: 2.2,
			parameters: {
				conditions: {
					options: { caseSensitive: true, typeValidation: 'loose', version: 2 },
					combinator: 'and',
					conditions: [
						{
							id: 'first',
							leftValue: '={{ $itemIndex }}',
							rightValue: 0,
							operator: { type: 'number', operation: 'equals' },
						},
					],
				},
			},
		};
		const workflow = chain(
			givePrompts('first [render: 600]', 'second [render: 600]'),
			stage.generate(GATEWAY),
			isFirst,
			stage.wait(GATEWAY, suspended),
		);
		workflow.connections['First?'] = { main: [[linkTo('Wait')], [linkTo('Wait')]] };
		const { id } = await stage.start(workflow);
		await stage.finishWhenWaiting(id);
		const run = await stage.ended(id);

		expect(run.status).toBe('success');
		const runs = run.data.resultData.runData.Wait.map(({ data }) => data.main[0]);
		expect(runs.map((items) => items.length)).toEqual([1, 1]);
		const results = runs.flat().map(({ json }) => json);
		// The order of the runs is n8n's.
		results.sort(
			(a, b) => idsOf(stage.emulator).indexOf(a.taskId) - idsOf(stage.emulator).indexOf(b.taskId),
		);
		expect(results).toMatchObject(idsOf(stage.emulator).map(completed));
	});

	scenario('in a sub-workflow keeps the caller waiting', async (stage) => {
		const called = chain(stage.generate(GATEWAY), stage.wait(GATEWAY, suspended));
		called.nodes[0] = {
			...called.nodes[0],
			type: 'n8n-nodes-base.executeWorkflowTrigger',
			typeVersion: 1.1,
			parameters: { inputSource: 'passthrough' },
		};
		const { id: calledId } = await stage.n8n.createWorkflow(called);
		const { id } = await stage.start([
			give([{ prompt: 'inside [render: 600]' }]),
			{
				name: 'Call',
				type: 'n8n-nodes-base.executeWorkflow',
				typeVersion: 1.2,
				parameters: {
					workflowId: { __rl: true, mode: 'id', value: calledId },
					options: { waitForSubWorkflow: true },
				},
			},
		]);
		await stage.finishWhenWaiting(id);
		const run = await stage.ended(id);

		expect(run.status).toBe('success');
		expect(run.json('Call')).toMatchObject([completed(...idsOf(stage.emulator))]);
	});
});

describe('a polling wait', () => {
	scenario('checks until the video is ready', async (stage) => {
		const { id } = await stage.start([
			givePrompts('polled [render: 600]'),
			stage.generate(GATEWAY),
			stage.poll(GATEWAY),
		]);
		const reads = () => stage.emulator.requestsTo(GATEWAY, 'GET').length;
		await stage.until(() => reads() >= 2, 'two checks');
		stage.emulator.finish(stage.emulator.accepted()[0]);
		const run = await stage.ended(id);

		expect(run.status).toBe('success');
		expect(run.json('Wait')).toMatchObject([completed(...idsOf(stage.emulator))]);
	});

	scenario('in a loop waits for the video of each round', async (stage) => {
		const loop = { name: 'Loop', type: 'n8n-nodes-base.splitInBatches', typeVersion: 3 };
		const workflow = chain(
			givePrompts('same', 'same'),
			loop,
			stage.generate(GATEWAY),
			stage.poll(GATEWAY),
			edit('After', '$json'),
		);
		workflow.connections.Loop = { main: [[linkTo('After')], [linkTo('Generate')]] };
		workflow.connections.Wait = { main: [[linkTo('Loop')]] };
		const { id } = await stage.start(workflow);
		const run = await stage.ended(id);

		expect(run.status).toBe('success');
		const ids = idsOf(stage.emulator);
		expect(ids).toHaveLength(2);
		expect(run.json('After')).toMatchObject(ids.map(completed));
	});
});

describe('a submit', () => {
	/** Refuses the second of three submits, once. */
	const refuseSecond = (emulator) => {
		emulator.next({}, { method: 'POST' });
		emulator.next({ status: 500 }, { method: 'POST' });
	};
	const expectEachPaidOnce = (run, emulator) => {
		expect(run.status).toBe('success');
		expect(promptsSent(emulator)).toEqual(['one', 'two', 'two', 'three']);
		expect(idsOf(emulator)).toHaveLength(3);
		expect(run.json('Generate').map(({ taskId }) => taskId)).toEqual(idsOf(emulator));
	};

	scenario('that was accepted is not repeated by Retry On Fail', async (stage) => {
		refuseSecond(stage.emulator);
		const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 };
		const { id } = await stage.start([
			givePrompts('one', 'two', 'three'),
			stage.generate(GATEWAY, {}, settings),
		]);

		expectEachPaidOnce(await stage.ended(id), stage.emulator);
	});

	scenario("that was accepted is not repeated by n8n's own Retry", async (stage) => {
		refuseSecond(stage.emulator);
		const { id } = await stage.start([givePrompts('one', 'two', 'three'), stage.generate(GATEWAY)]);
		const failed = await stage.ended(id);
		expect(failed.status).toBe('error');

		expectEachPaidOnce(await stage.ended(await stage.n8n.retry(id)), stage.emulator);
	});

	scenario('that is refused goes to the error output, with its reason', async (stage) => {
		const { id } = await stage.start([
			givePrompts('fine', 'bad [refused]'),
			stage.generate(GATEWAY, {}, { onError: 'continueErrorOutput' }),
		]);
		const run = await stage.ended(id);

		expect(run.status).toBe('success');
		expect(run.json('Generate')).toMatchObject([{ taskId: idsOf(stage.emulator)[0] }]);
		expect(run.json('Generate', 1)).toMatchObject([
			{ code: 'moderation', taskId: null, gateway: GATEWAY, prompt: 'bad [refused]' },
		]);
	});
});

scenario('Download gives the file of the video', async (stage) => {
	const { id } = await stage.start([
		givePrompts('to keep [render: 0]'),
		stage.generate(GATEWAY),
		stage.poll(GATEWAY),
		stage.luma('Download', GATEWAY, { operation: 'download' }),
	]);
	const run = await stage.ended(id);

	expect(run.status).toBe('success');
	const [{ binary }] = run.items('Download');
	expect(binary.data.mimeType).toBe('video/mp4');
	const query = new URLSearchParams({ id: binary.data.id, action: 'view' });
	const file = await stage.n8n.download(`/rest/binary-data?${query}`);
	expect(inspectVideo(file)).toMatchObject({ playable: true });
	expect(stage.emulator.leaks).toEqual([]);
});

describe('the trigger', () => {
	const trigger = (stage, parameters = {}) => ({
		...stage.luma('Trigger', GATEWAY, parameters),
		type: 'n8n-nodes-luma-ai.lumaTrigger',
		webhookId: crypto.randomUUID(),
	});

	async function publish(stage, node) {
		const workflow = chain(node, edit('After', '$json'));
		workflow.nodes.shift();
		delete workflow.connections.Start;
		const saved = await stage.n8n.createWorkflow(workflow);
		await stage.n8n.activate(saved);
		return saved;
	}

	/** The first run of a published workflow. It ends by being switched off. */
	async function firstRun(stage, saved) {
		const [{ id }] = await stage.until(async () => {
			const all = await stage.n8n.executions(saved.id);
			return all.length > 0 && all;
		}, 'a run by the trigger');
		const run = await stage.ended(id);
		await stage.n8n.deactivate(saved);
		return run;
	}

	scenario('starts a workflow when a gateway calls', async (stage) => {
		const node = trigger(stage);
		const saved = await publish(stage, node);
		const callbackUrl = `${access.address}/webhook/${node.webhookId}/luma-ai`;
		const isListening = async () => (await fetch(callbackUrl, { method: 'POST' })).ok;
		await stage.until(isListening, 'the address of the trigger');
		await stage.start([
			givePrompts('called'),
			stage.generate(GATEWAY, { callback: 'url', callbackUrl }),
		]);
		const run = await firstRun(stage, saved);

		expect(run.status).toBe('success');
		expect(run.json('After')).toMatchObject([completed(...idsOf(stage.emulator))]);
	});

	scenario('starts a workflow when it polls and finds a finished task', async (stage) => {
		const { id } = await stage.start([givePrompts('polled [render: 0]'), stage.generate(GATEWAY)]);
		const [{ taskId }] = (await stage.ended(id)).json('Generate');
		const saved = await publish(
			stage,
			trigger(stage, {
				source: 'poll',
				pollTimes: { item: [{ mode: 'everyMinute' }] },
				taskIds: taskId,
			}),
		);
		const run = await firstRun(stage, saved);

		expect(run.status).toBe('success');
		expect(run.json('After')).toMatchObject([completed(taskId)]);
	});
});

scenario("as an agent's tools, the node makes a video and waits for it", async (stage) => {
	const model = await startModel();
	try {
		const openAiApi = await stage.n8n.storeCredential('openAiApi', 'Scripted model', {
			apiKey: 'sk-model-0123456789',
			url: model.url,
		});
		const { id } = await stage.start(
			agentWith({ typeVersion: 3, openAiApi, wish: 'A tiger' }, [
				stage.luma('Generate video', GATEWAY, { prompt: fromAI('prompt', 'What it shows') }),
				stage.poll(GATEWAY, { taskId: fromAI('taskId', 'The task ID') }, { name: 'Wait for task' }),
			]),
		);
		const run = await stage.ended(id);

		expect(run.error).toBeUndefined();
		expect(stage.emulator.accepted()).toMatchObject([{ prompt: 'A tiger' }]);
		expect(run.json('Agent')).toMatchObject([
			{ output: expect.stringMatching(/^Your video: http/) },
		]);
	} finally {
		await model.close();
	}
});

scenario('the test of a credential tells a good key from a bad one', async (stage) => {
	const test = async (apiKey) => await testCredential(stage, { gateway: GATEWAY, apiKey });

	expect(await test(KEY)).toMatchObject({ status: 'OK' });
	expect(await test('bad-key-0123456789')).toMatchObject({
		status: 'Error',
		message: expect.stringContaining('does not accept the API key'),
	});
	expect(stage.emulator.accepted()).toEqual([]);
});

scenario('the editor offers the node and shows its fields', async () => {
	const browser = await launchBrowser();
	try {
		const editor = await Editor.logIn(browser, access, PATIENCE_MS);
		await editor.openNewWorkflow();
		await editor.addAction('luma', 'Luma AI', 'Generate video');
		expect(await editor.labels('Output')).toEqual(
			expect.arrayContaining(['Prompt', 'Start Frame', 'End Frame', 'Aspect Ratio', 'Output']),
		);
	} finally {
		await browser.close();
	}
});

// Not concurrent, so it runs when all others have ended.
it('no key is in the log of n8n', () => {
	const log = readFileSync(access.logFile, 'utf8');
	expect(log).not.toBe('');
	expect(log).not.toContain(KEY);
});
