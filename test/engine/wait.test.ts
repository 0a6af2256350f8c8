import type { Scenario } from '../emulator/scenarioFields';
import { time } from './fakeClock';
import { until } from './host';
import { chain, count, generate, hostFor, prompts, wait, useEmulator } from './support';

jest.mock('../../nodes/Luma/waiting/clock', () => jest.requireActual('./fakeClock'));

const emulator = useEmulator();

const hostAt = (gateway: 'cometApi' | 'rixApi' | 'openAiHk' | 'lumaAgents') =>
	hostFor(gateway, emulator.url(gateway));
const CONTINUE = { onError: 'continueRegularOutput' };
const waitedSeconds = () => time.slept.reduce((sum, milliseconds) => sum + milliseconds, 0) / 1000;

describe('Wait with several items', () => {
	it('takes as long as the slowest task, not the sum', async () => {
		const texts = ['one [render: 20]', 'two [render: 60]', 'three [render: 40]'];
		const run = await hostAt('cometApi').run(chain(generate(), wait()), prompts(...texts));

		expect(run.json('Wait').map(({ state }) => state)).toEqual(Array(3).fill('completed'));
		expect(waitedSeconds()).toBeGreaterThanOrEqual(60);
		expect(waitedSeconds()).toBeLessThan(60 + 15);
	});

	it('returns one result for each item, in order and paired with it', async () => {
		const texts = count(4).map((text, index) => `${text} [render: ${40 - index * 10}]`);
		const run = await hostAt('cometApi').run(
			chain(generate(), wait({ output: 'selectedFields', fields: ['prompt'] })),
			prompts(...texts),
		);
		expect(run.json('Wait').map(({ prompt }) => prompt)).toEqual(texts);
		expect(run.items('Wait').map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3].map((item) => ({ item })),
		);
	});

	it("reads the tasks with the gateway's batch call if it has one", async () => {
		await hostAt('rixApi').run(chain(generate(), wait()), prompts(...count(30)));

		expect(emulator.requestsTo('rixApi', 'POST', /tasks$/).length).toBeGreaterThan(0);
		expect(emulator.requestsTo('rixApi', 'GET', /generations\/[^/]+$/)).toEqual([]);
	});

	it('reads the tasks one by one if a relay lacks the batch call', async () => {
		emulator.always({ status: 404 }, { path: /tasks$/ });
		const run = await hostAt('rixApi').run(chain(generate(), wait()), prompts('one', 'two'));

		expect(run.json('Wait').map(({ state }) => state)).toEqual(['completed', 'completed']);
		expect(emulator.requestsTo('rixApi', 'POST', /tasks$/)).toHaveLength(1);
	});

	it('respects the documented rate limit', async () => {
		const texts = count(10).map((text) => `${text} [render: 90]`);
		await hostAt('lumaAgents').run(chain(generate(), wait()), prompts(...texts));

		const reads = emulator.requestsTo('lumaAgents', 'GET');
		const minute = reads.filter(({ at }) => at - reads[0].at < 60_000);
		expect(minute.length).toBeLessThanOrEqual(30);
	});

	it('reads a task once if several items name it', async () => {
		emulator.next({ renderSeconds: 0 });
		const first = await hostAt('cometApi').run(chain(generate()));
		const taskId = String(first.json('Generate')[0].taskId);
		const run = await hostAt('cometApi').run(chain(wait({ taskId })), prompts('a', 'b', 'c'));

		expect(run.json('Wait').map((item) => item.taskId)).toEqual([taskId, taskId, taskId]);
		expect(emulator.requestsTo('cometApi', 'GET')).toHaveLength(1);
	});
});

describe('Wait', () => {
	it.each<[string, Scenario]>([
		['"too many requests"', { rateLimited: 3 }],
		['a broken connection', { drop: 'after' }],
		['a truncated answer', { cut: true }],
		['a gateway that is down briefly', { status: 502, body: '<html>bad</html>' }],
	])('survives %s', async (_, fault) => {
		emulator.next(fault, { method: 'GET', times: 3 });
		const run = await hostAt('cometApi').run(chain(generate(), wait()));

		expect(run.error).toBeUndefined();
		expect(run.json('Wait')).toMatchObject([{ state: 'completed' }]);
	});

	it('waits as long as Retry-After says', async () => {
		emulator.next({ status: 429, headers: { 'Retry-After': '40' } }, { method: 'GET' });
		await hostAt('cometApi').run(chain(generate(), wait()));

		expect(time.slept[0]).toBe(40_000);
	});

	it('survives a task that is unknown for a moment after its submit', async () => {
		const run = await hostAt('cometApi').run(
			chain(generate({ prompt: 'A tiger [notfound: 5]' }), wait()),
		);
		expect(run.json('Wait')).toMatchObject([{ state: 'completed' }]);
	});

	it('waits for the link of a completed task', async () => {
		const run = await hostAt('cometApi').run(
			chain(generate({ prompt: 'A tiger [render: 10] [linkless: 30]' }), wait()),
		);
		const [{ state, videoUrl }] = run.json('Wait');
		expect([state, videoUrl]).toEqual(['completed', expect.stringMatching(/^http/)]);
		expect(waitedSeconds()).toBeGreaterThanOrEqual(40);
	});

	it('gives up on a gateway that stays down, and names the task', async () => {
		emulator.always({ status: 503 }, { method: 'GET' });
		const run = await hostAt('cometApi').run(chain(generate(), wait({ timeout: 3600 })));

		expect(run.error.message).toContain(emulator.accepted()[0].id);
		expect(emulator.requestsTo('cometApi', 'GET').length).toBeLessThan(20);
	});

	it.each([
		['Timeout', { timeout: '={{ $json.nope }}' }],
		['Poll Interval', { options: { pollInterval: 'often' } }],
		['Fields', { output: 'selectedFields', fields: ['nope'] }],
	])('names the task of an item whose %s is invalid', async (label, parameters) => {
		const run = await hostAt('cometApi').run(
			chain(wait({ taskId: 'paid', ...parameters }, CONTINUE)),
		);
		expect(run.json('Wait')).toMatchObject([{ code: 'invalidInput', taskId: 'paid' }]);
		expect(run.json('Wait')[0].error).toContain(`'${label}'`);
	});

	it('names all tasks if an invalid setting of one item stops it', async () => {
		const timeout = '={{ $itemIndex === 1 ? "x" : 60 }}';
		const run = await hostAt('cometApi').run(
			chain(generate(), wait({ timeout })),
			prompts('one', 'two', 'three'),
		);
		expect(run.error.message).toContain(emulator.accepted()[1].id);
		for (const { id } of emulator.accepted()) expect(run.error.description).toContain(id);
	});

	it('names the task if the credential is invalid', async () => {
		const host = hostFor('cometApi', emulator.url('cometApi'), ' ');
		const run = await host.run(chain(wait({ taskId: 'paid' }, CONTINUE)));
		expect(run.json('Wait')).toMatchObject([{ code: 'invalidInput', taskId: 'paid' }]);
	});

	it('gives up on an unknown task, and names it', async () => {
		const run = await hostAt('cometApi').run(chain(wait({ taskId: 'nowhere' }, CONTINUE)));

		expect(run.json('Wait')).toMatchObject([
			{ code: 'taskNotFound', taskId: 'nowhere', gateway: 'cometApi', retryable: false },
		]);
	});

	it('fetches the watermark-free link of RixAPI with a separate request', async () => {
		const run = await hostAt('rixApi').run(
			chain(generate({ prompt: 'A tiger [watermarked]' }), wait()),
		);
		expect(emulator.requestsTo('rixApi', 'GET', /download_video_url$/)).toHaveLength(1);
		const [{ videoUrl, expiresAt }] = run.json('Wait');
		expect(videoUrl).not.toMatch(/watermarked/);
		expect(Date.parse(String(expiresAt)) - time.now).toBeGreaterThan(3_590_000);
	});

	it('finds the tasks of OpenAI-HK under its other path', async () => {
		emulator.always({ fetchPath: 'v2' });
		const run = await hostAt('openAiHk').run(chain(generate(), wait()));

		expect(run.json('Wait')).toMatchObject([{ state: 'completed' }]);
	});

	it('ends once both videos of a task have ended', async () => {
		emulator.next({ videoStates: ['failed', 'completed'] });
		const run = await hostAt('openAiHk').run(chain(generate(), wait()));

		const [task] = run.json('Wait');
		expect(task).toMatchObject({
			state: 'completed',
			videos: [
				{ state: 'failed', videoUrl: null },
				{ state: 'completed', videoUrl: task.videoUrl },
			],
		});
	});
});

describe('the timeout of Wait', () => {
	const never = (parameters = {}, settings = {}) =>
		chain(generate({ prompt: 'A tiger [never]' }), wait({ timeout: 60, ...parameters }, settings));

	it('stops the node with the task ID', async () => {
		const run = await hostAt('cometApi').run(never());

		expect(run.error.message).toBe(
			`Task ${emulator.accepted()[0].id} was not done after 60 seconds`,
		);
		expect(run.error.description).toContain("'Task: Get'");
		expect(waitedSeconds()).toBe(60);
	});

	it('returns the task marked as timed out, with On Timeout: Continue', async () => {
		const run = await hostAt('cometApi').run(never({ onTimeout: 'continue' }));

		expect(run.json('Wait')).toMatchObject([
			{ taskId: emulator.accepted()[0].id, state: 'processing', videoUrl: null, timedOut: true },
		]);
	});

	it('returns the task even if the gateway never answered', async () => {
		emulator.always({ status: 429 }, { method: 'GET' });
		const run = await hostAt('cometApi').run(never({ onTimeout: 'continue' }));

		expect(run.json('Wait')).toMatchObject([
			{ taskId: emulator.accepted()[0].id, state: 'processing', timedOut: true },
		]);
	});

	it('comes after a final check', async () => {
		const run = await hostAt('cometApi').run(
			chain(
				generate({ prompt: 'A tiger [render: 59]' }),
				wait({ timeout: 60, options: { pollInterval: 3600 } }),
			),
		);
		expect(run.json('Wait')).toMatchObject([{ state: 'completed' }]);
	});

	it('does not affect the other items under Continue On Fail', async () => {
		const run = await hostAt('cometApi').run(
			chain(generate(), wait({ timeout: 60 }, CONTINUE)),
			prompts('one', 'two [never]', 'three'),
		);
		const taskId = emulator.accepted()[1].id;
		expect(run.json('Wait')).toMatchObject([
			{ state: 'completed' },
			{ code: 'timeout', taskId, retryable: true, httpStatus: null, gateway: 'cometApi' },
			{ state: 'completed' },
		]);
	});
});

describe('a task that ends as failed', () => {
	const failed = (reason: string, parameters = {}, settings = {}) =>
		chain(generate({ prompt: `A tiger ${reason}` }), wait(parameters, settings));

	it("stops the node with the gateway's reason and the task ID", async () => {
		const run = await hostAt('cometApi').run(failed('[fail: the lens broke]'));

		expect(run.error.message).toContain('the lens broke');
		expect(run.error.message).toContain(emulator.accepted()[0].id);
	});

	it('stops the node at once, and names the tasks that continue', async () => {
		const run = await hostAt('cometApi').run(
			chain(generate(), wait()),
			prompts('one [render: 600]', 'two [fail: bad luck]'),
		);
		const [one, two] = emulator.accepted();
		expect(waitedSeconds()).toBeLessThan(60);
		expect(run.error.message).toContain(two.id);
		expect(run.error.description).toContain(one.id);
	});

	it('is returned with On Failed Task: Continue', async () => {
		const run = await hostAt('cometApi').run(
			failed('[fail: the lens broke]', { onFailedTask: 'continue' }),
		);
		expect(run.json('Wait')).toMatchObject([
			{ state: 'failed', failureReason: 'the lens broke', videoUrl: null },
		]);
	});

	it.each([
		['[moderated]', 'moderation'],
		['[fail: Insufficient credits to complete this generation.]', 'quota'],
		['[fail: the lens broke]', 'taskFailed'],
	])('has a code that distinguishes content, credit and video: %s', async (tag, code) => {
		const run = await hostAt('lumaAgents').run(failed(tag, {}, CONTINUE));

		expect(run.json('Wait')).toMatchObject([{ code, taskId: emulator.accepted()[0].id }]);
	});
});

describe('Stop', () => {
	it('ends the wait without a further request', async () => {
		const running = hostAt('cometApi').run(chain(generate({ prompt: 'A [never]' }), wait()));
		time.onSleep = () => {
			if (time.slept.length === 2) running.stop();
		};
		const run = await running;

		expect(run.error.message).toContain(`stopped while waiting for the tasks`);
		expect(run.error.message).toContain(emulator.accepted()[0].id);
		expect(emulator.requestsTo('cometApi', 'GET')).toHaveLength(3);
	});

	it('ends a request that hangs', async () => {
		emulator.next({ hang: true }, { method: 'GET' });
		const running = hostAt('cometApi').run(chain(generate(), wait()));
		await until(() => emulator.requestsTo('cometApi', 'GET').length === 1);
		running.stop();

		expect((await running).error.message).toContain('stopped');
		expect(emulator.requestsTo('cometApi', 'GET')).toHaveLength(1);
	});
});
