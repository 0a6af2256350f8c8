'use strict';

const { request } = require('../host/request');
const { eventually } = require('../host/eventually');
const { openScenarios } = require('./together');

const { testbed, scenario } = openScenarios();

const called = { callback: 'waitNode' };
/** The shortest interval that n8n allows for the node's own checks; by default it is three minutes. */
const OFTEN = { options: { pollInterval: 66 } };
/** Not finished at the first check. */
const SOON = '[render: 20]';
/** When the node's own check is due: after three minutes, minus how early n8n can resume an execution. */
const OWN_CHECK_SECONDS = 150;
/** Longer than the interval of OFTEN. */
const PAUSE_SECONDS = 120;

const continueOnFail = { onError: 'continueRegularOutput' };
const completed = (taskId) => ({ taskId, state: 'completed', videoUrl: expect.any(String) });

/** The usual workflow, with a gateway that sends callbacks. */
const waits = (world, texts, wait = {}, how = {}) =>
	world.usual(texts, { waitMode: 'callback', ...wait }, { generate: called, ...how });

const addressOf = ({ tasks: [{ body }] }) => body.callback_url ?? body.notify_hook;
const post = async (address, body, headers = { 'content-type': 'application/json' }) =>
	await request(address, { method: 'POST', headers, body });
const secondsOf = ({ startedAt, stoppedAt }) =>
	(Date.parse(stoppedAt) - Date.parse(startedAt)) / 1000;
/** The status codes with which n8n answered the callbacks for these tasks. */
const answers = ({ taskIds }) =>
	testbed.emulator.callbacks
		.filter(({ taskId, state }) => taskIds.includes(taskId) && state === 'completed')
		.map(({ status }) => status);

describe('a wait for a callback', () => {
	scenario(
		'is resumed by the callback and leaves no inner execution behind',
		(world) => waits(world, [`a ${SOON}`], OFTEN),
		async (run, world) => {
			expect(run.status).toBe('success');
			expect(world.arrived).toMatchObject(world.taskIds.map(completed));
			expect(answers(world)).toEqual([200]);
			expect(secondsOf(run)).toBeLessThan(OWN_CHECK_SECONDS);
			// Reads when the wait starts and when the callback arrives.
			const before = world.reads.length;
			expect(before).toBeLessThanOrEqual(3);
			expect(await world.remaining()).toHaveLength(1);
			expect(world.reads).toHaveLength(before);
			expect(world.arrived).toHaveLength(1);
		},
	);

	scenario(
		'is suspended again until all tasks have ended, including failed ones',
		(world) =>
			waits(
				world,
				[`a ${SOON}`, 'b [render: 30] [fail: the lens broke]', 'c [render: 25]'],
				{},
				{ settings: continueOnFail },
			),
		(run, { arrived, tasks: [a, b, c] }) => {
			expect(arrived).toMatchObject([
				{ ...completed(a.id), prompt: a.prompt },
				{ code: 'taskFailed', taskId: b.id, prompt: b.prompt },
				{ ...completed(c.id), prompt: c.prompt },
			]);
			expect(secondsOf(run)).toBeLessThan(OWN_CHECK_SECONDS);
			expect(run.data.resultData.runData.After).toHaveLength(1);
		},
	);

	scenario(
		'is resumed with Execute Once, whose further items have no task to wait for',
		(world) => waits(world, [`a ${SOON}`, 'b [never]'], {}, { settings: { executeOnce: true } }),
		(run, { taskIds: [a] }) => {
			expect(run.status).toBe('success');
			expect(run.json('Wait')).toMatchObject([completed(a)]);
			expect(secondsOf(run)).toBeLessThan(OWN_CHECK_SECONDS);
		},
	);

	scenario(
		'fails with the reason of a failed task at its next own check',
		(world) => waits(world, [`a ${SOON} [fail: the lens broke]`], OFTEN),
		(run, { arrived, taskIds: [a] }) => {
			expect(run.status).toBe('error');
			expect(run.error.message).toContain('the lens broke');
			expect(run.error.message).toContain(a);
			expect(arrived).toEqual([]);
		},
	);

	scenario(
		'counts a repeated callback once, and refuses one after the end',
		(world) => waits(world, [`a ${SOON} [callback: twice]`], {}, { gateway: 'dreamMachine' }),
		async (run, world) => {
			expect(run.status).toBe('success');
			expect(world.arrived).toHaveLength(1);
			expect((await post(addressOf(world), '{}')).status).toBeGreaterThanOrEqual(400);
			expect(world.arrived).toHaveLength(1);
		},
	);

	scenario(
		'does not disturb a later waiting node after a callback ended it',
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
			// The inner execution makes its check during the pause.
			expect(secondsOf(run)).toBeGreaterThan(PAUSE_SECONDS);
		},
	);

	scenario(
		'misses nothing if the callback arrived before it started',
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
		'does not trust the callback: it reads the task itself',
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
		'is resumed once by twenty callbacks at the same time',
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
		'does not resume another waiting node in the same execution',
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
				await eventually(() => answers(world).length >= 4, 'callbacks that were refused');
				expect(new Set(answers(world))).toEqual(new Set([404]));
				expect(await world.status()).toBe('waiting');
				await testbed.n8n.stop(world.id);
			},
		},
	);
});
