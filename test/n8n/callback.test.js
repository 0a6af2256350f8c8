'use strict';

const { request } = require('../host/request');
const { eventually } = require('../host/eventually');
const { isN8n1 } = require('./support');
const { openScenarios } = require('./together');

const { testbed, scenario } = openScenarios();

const called = { callback: 'waitNode' };
/** Looks as often as n8n can, for calls that do not come; usually that is every three minutes. */
const OFTEN = { options: { pollInterval: 66 } };
/** Longer than the first look takes. */
const SOON = '[render: 20]';
const NEVER = '[never]';
/** When the node looks by itself: three minutes, and what n8n's own look may be early by. */
const OWN_LOOK_SECONDS = 150;
/** Longer than until the look that comes often. */
const PAUSE_SECONDS = 120;

const goesOn = { onError: 'continueRegularOutput' };
const completed = (taskId) => ({ taskId, state: 'completed', videoUrl: expect.any(String) });

/** The usual workflow, with a gateway that calls. */
const waits = (world, texts, wait = {}, how = {}) =>
	world.usual(texts, { waitMode: 'callback', ...wait }, { generate: called, ...how });

const addressOf = ({ tasks: [{ body }] }) => body.callback_url ?? body.notify_hook;
const post = async (address, body, headers = { 'content-type': 'application/json' }) =>
	await request(address, { method: 'POST', headers, body });
const secondsOf = ({ startedAt, stoppedAt }) =>
	(Date.parse(stoppedAt) - Date.parse(startedAt)) / 1000;
/** What the gateway got back for its calls about these tasks. */
const answers = ({ taskIds }) =>
	testbed.emulator.callbacks
		.filter(({ taskId, state }) => taskIds.includes(taskId) && state === 'completed')
		.map(({ status }) => status);

/** An n8n that cannot park polls instead: what comes out is the same. */
const parks = !isN8n1;

describe('a wait for a call', () => {
	scenario(
		'goes on with the call, at once',
		(world) => waits(world, [`a ${SOON}`]),
		async (run, world) => {
			expect(run.status).toBe('success');
			expect(world.arrived).toMatchObject(world.taskIds.map(completed));
			if (!parks) return;
			expect(answers(world)).toEqual([200]);
			// At once, and when the gateway called.
			expect(world.reads.length).toBeLessThanOrEqual(3);
			expect(secondsOf(run)).toBeLessThan(OWN_LOOK_SECONDS);
		},
	);

	scenario(
		'works with the call of a relay',
		(world) => waits(world, [`a ${SOON}`], {}, { gateway: 'rixApi' }),
		(run, { arrived, taskIds }) => {
			expect(arrived).toMatchObject(taskIds.map(completed));
			expect(secondsOf(run)).toBeLessThan(OWN_LOOK_SECONDS);
		},
	);

	scenario(
		'parks on until the last of several tasks is done',
		(world) => waits(world, [`a ${SOON}`, 'b [render: 30]', 'c [render: 25]']),
		(run, { arrived, tasks }) => {
			expect(arrived).toMatchObject(tasks.map(({ id, prompt }) => ({ ...completed(id), prompt })));
			expect(secondsOf(run)).toBeLessThan(OWN_LOOK_SECONDS);
			expect(run.data.resultData.runData.After).toHaveLength(1);
		},
	);

	scenario(
		'takes a task that failed as an item under Continue On Fail',
		(world) =>
			waits(world, [`a ${SOON}`, `b ${SOON} [fail: the lens broke]`], {}, { settings: goesOn }),
		(run, { arrived, taskIds: [a, b] }) => {
			expect(arrived).toMatchObject([completed(a), { code: 'taskFailed', taskId: b }]);
			expect(secondsOf(run)).toBeLessThan(OWN_LOOK_SECONDS);
		},
	);

	scenario(
		'ends with the reason of a failed task at the next look',
		(world) => waits(world, [`a ${SOON} [fail: the lens broke]`], OFTEN),
		(run, { arrived, taskIds: [a] }) => {
			expect(run.status).toBe('error');
			expect(run.error.message).toContain('the lens broke');
			expect(run.error.message).toContain(a);
			expect(arrived).toEqual([]);
		},
	);

	scenario(
		'takes calls that come twice as one, and those after its end as none',
		(world) => waits(world, [`a ${SOON} [callback: twice]`], {}, { gateway: 'dreamMachine' }),
		async (run, world) => {
			expect(run.status).toBe('success');
			expect(world.arrived).toHaveLength(1);
			expect((await post(addressOf(world), '{}')).status).toBeGreaterThanOrEqual(400);
			expect(world.arrived).toHaveLength(1);
		},
	);

	scenario(
		'leaves alone what waits after it, once a call ended it',
		(world) => {
			const pause = {
				name: 'Pause',
				type: 'n8n-nodes-base.wait',
				typeVersion: 1.1,
				parameters: { resume: 'timeInterval', amount: PAUSE_SECONDS, unit: 'seconds' },
			};
			const nodes = waits(world, [`a ${SOON}`], OFTEN);
			return [...nodes.slice(0, -1), pause, nodes.at(-1)];
		},
		(run, world) => {
			expect(run.status).toBe('success');
			expect(world.arrived).toMatchObject(world.taskIds.map(completed));
			if (!parks) return;
			// The inner execution has its look while that one pauses.
			expect(secondsOf(run)).toBeGreaterThan(PAUSE_SECONDS);
		},
	);

	scenario(
		'is told by the next look of calls that got lost',
		(world) => waits(world, [`a ${SOON} [callback: lost]`], OFTEN),
		(run, { arrived, taskIds }) => expect(arrived).toMatchObject(taskIds.map(completed)),
	);

	scenario(
		'loses nothing by a call that came before it began',
		(world) => {
			const pause = {
				name: 'Pause',
				type: 'n8n-nodes-base.wait',
				typeVersion: 1.1,
				parameters: { resume: 'timeInterval', amount: 6, unit: 'seconds' },
			};
			const nodes = waits(world, ['a [render: 2]']);
			return [...nodes.slice(0, 2), pause, ...nodes.slice(2)];
		},
		(run, { arrived, taskIds, reads }) => {
			expect(arrived).toMatchObject(taskIds.map(completed));
			expect(reads).toHaveLength(1);
		},
	);

	scenario(
		'at its limit still looks at the task',
		(world) => waits(world, [`a ${NEVER}`], { timeout: 70, onTimeout: 'continue' }),
		(run, { arrived, taskIds: [a], reads }) => {
			expect(arrived).toMatchObject([{ taskId: a, state: 'processing', timedOut: true }]);
			expect(reads.length).toBeGreaterThanOrEqual(2);
		},
	);

	if (parks) {
		scenario(
			'believes no call',
			(world) => waits(world, ['a [render: 40]'], OFTEN),
			(run, { arrived, taskIds }) => {
				expect(run.status).toBe('success');
				expect(arrived).toMatchObject(taskIds.map(completed));
				expect(JSON.stringify(arrived)).not.toContain('evil');
			},
			{
				async meanwhile(world) {
					const address = addressOf(world);
					const video = { url: 'https://evil.example/video.mp4' };
					const forged = (id) => JSON.stringify({ id, state: 'completed', video });
					const bodies = [
						forged(world.taskIds[0]),
						forged('another-task'),
						'{"id": ',
						'',
						'[]',
						'null',
						'"text"',
						`{"id": "${'x'.repeat(1_000_000)}"}`,
					];
					for (const body of bodies) {
						await post(address, body);
						expect(await world.status()).toBe('waiting');
					}
					await post(address, '<b>no</b>', { 'content-type': 'text/html' });
					await post(address, 'id=1', { 'content-type': 'application/x-www-form-urlencoded' });
					expect((await request(address)).status).toBe(404);
					const unsigned = new URL(address);
					unsigned.search = '';
					expect((await post(unsigned, forged(world.taskIds[0]))).status).toBe(401);
					await Promise.all(Array.from({ length: 30 }, () => post(address, bodies[0])));
					expect(await world.status()).toBe('waiting');
					expect(world.arrived).toEqual([]);
				},
			},
		);

		scenario(
			'goes on once, however many calls tell of its end at the same time',
			(world) => waits(world, [`a ${SOON} [callback: lost]`]),
			(run, { arrived }) => {
				expect(run.status).toBe('success');
				expect(arrived).toHaveLength(1);
			},
			{
				async meanwhile(world) {
					const [task] = world.tasks;
					await eventually(() => Date.now() > task.submittedAt + 21_000, 'the end of the video');
					const body = JSON.stringify({ id: task.id, state: 'completed' });
					await Promise.all(Array.from({ length: 20 }, () => post(addressOf(world), body)));
				},
			},
		);

		scenario(
			'leaves another node alone that waits in the same execution',
			(world) => {
				const other = {
					name: 'Other',
					type: 'n8n-nodes-base.wait',
					typeVersion: 1.1,
					webhookId: 'other',
					parameters: { resume: 'webhook', httpMethod: 'POST', options: {} },
				};
				return [...waits(world, ['a [render: 3]']).slice(0, 2), other, world.sink()];
			},
			(run, { arrived }) => {
				expect(run.status).toBe('canceled');
				expect(arrived).toEqual([]);
			},
			{
				async meanwhile(world) {
					await eventually(() => answers(world).length >= 4, 'calls that were refused');
					expect(new Set(answers(world))).toEqual(new Set([404]));
					expect(await world.status()).toBe('waiting');
					await testbed.n8n.stop(world.id);
				},
			},
		);

		scenario(
			'leaves no inner execution behind once a call ended it',
			(world) => waits(world, [`a ${SOON}`], OFTEN),
			async (run, world) => {
				expect(secondsOf(run)).toBeLessThan(OWN_LOOK_SECONDS);
				const before = world.reads.length;
				expect(await world.left()).toHaveLength(1);
				expect(world.reads).toHaveLength(before);
				expect(world.arrived).toHaveLength(1);
			},
		);
	}
});

describe('a gateway that calls nobody', () => {
	scenario(
		'is refused before anything is paid',
		(world) => world.usual(['a'], {}, { gateway: 'lumaAgents', generate: called }),
		(run, { taskIds }) => {
			expect(run.error.message).toContain("'Callback'");
			expect(taskIds).toEqual([]);
		},
	);

	scenario(
		'is refused by Wait with the task ID',
		(world) => world.usual(['a'], { waitMode: 'callback' }, { gateway: 'openAiHk' }),
		(run, { taskIds: [a] }) => {
			expect(run.error.message).toContain('OpenAI-HK');
			expect(run.error.message).toContain(a);
		},
	);
});
