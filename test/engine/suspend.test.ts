import { ExecuteContext } from 'n8n-core';
import type { IDataObject, INodeParameters, IRun } from 'n8n-workflow';

import type { GatewayName } from '../../nodes/Luma/gateways';
import { time } from './fakeClock';
import { chain, count, generate, hostFor, KEY, prompts, useEmulator, wait } from './support';

/*
 * What a suspended wait decides, on a clock that jumps to the time of each resume. That n8n resumes it is
 * shown on a real n8n, by test/n8n/suspend.test.js.
 */

jest.mock('../../nodes/Luma/waiting/clock', () => jest.requireActual('./fakeClock'));

const emulator = useEmulator();

/** When the inner execution was resumed; milliseconds since 1970. */
let wakeUps: number[] = [];
let outerExecution: object | undefined;
beforeEach(() => {
	wakeUps = [];
	shown = [];
	outerExecution = { waitTill: new Date(), resultData: {} };
});

/** What n8n would take for the result if it were killed during each suspension. */
let shown: IDataObject[][] = [];

function onSuspended({ data, waitTill }: IRun) {
	const { runData, lastNodeExecuted } = data.resultData;
	const items = runData[lastNodeExecuted as string].at(-1)?.data?.main[0] ?? [];
	shown.push(items.map(({ json }) => json));
	time.now = (waitTill as Date).getTime();
	wakeUps.push(time.now);
}

const hostAt = (gateway: GatewayName, executionOf = () => outerExecution) =>
	hostFor(gateway, emulator.url(gateway), KEY, { executionOf, onSuspended });
const suspended = (parameters = {}, settings = {}) =>
	wait({ waitMode: 'suspend', ...parameters }, settings);
const CONTINUE = { onError: 'continueRegularOutput' };
const reads = () => emulator.requests.filter(({ method }) => method === 'GET');
const secondsOf = (times: number[], since: number) =>
	times.map((at) => Math.round((at - since) / 1000));

describe('a suspended wait', () => {
	it('checks at once, soon after, and then about every minute until its deadline', async () => {
		const since = time.now;
		const run = await hostAt('cometApi').run(
			chain(generate({ prompt: 'A tiger [never]' }), suspended({ timeout: 300 })),
		);
		expect(secondsOf(wakeUps, since)).toEqual([25, 91, 157, 226, 300]);
		expect(reads()).toHaveLength(6);
		expect(run.error.message).toContain('was not done after 300 seconds');
	});

	it('takes as long as the slowest task', async () => {
		const texts = ['one [render: 20]', 'two [render: 200]', 'three [render: 40]'];
		const run = await hostAt('cometApi').run(chain(generate(), suspended()), prompts(...texts));

		expect(run.json('Wait')).toMatchObject(
			emulator.accepted().map(({ id }) => ({ taskId: id, state: 'completed' })),
		);
		expect(wakeUps).toHaveLength(4);
		// Finished tasks are not read again.
		expect(reads()).toHaveLength(3 + 3 + 2 + 1 + 1);
	});

	it('checks as rarely as the user wants, but wakes up to notice Stop', async () => {
		const since = time.now;
		await hostAt('cometApi').run(
			chain(
				generate({ prompt: 'A tiger [never]' }),
				suspended({ timeout: 1800, options: { pollInterval: 900 } }, CONTINUE),
			),
		);
		expect(secondsOf(wakeUps, since)).toEqual([
			180, 360, 540, 720, 900, 1080, 1260, 1440, 1620, 1800,
		]);
		expect(
			secondsOf(
				reads().map(({ at }) => at),
				since,
			),
		).toEqual([0, 900, 1800]);
	});

	it('checks less often if the gateway sends callbacks', async () => {
		const since = time.now;
		await hostAt('cometApi').run(
			chain(
				generate({ prompt: 'A tiger [never]', callback: 'waitNode' }),
				wait({ waitMode: 'callback', timeout: 540 }, CONTINUE),
			),
		);
		expect(
			secondsOf(
				reads().map(({ at }) => at),
				since,
			),
		).toEqual([0, 180, 360, 540]);
	});

	it('ends each item at its own deadline', async () => {
		const run = await hostAt('cometApi').run(
			chain(
				generate({ prompt: 'A tiger [never]' }),
				suspended({ timeout: '={{ $itemIndex ? 400 : 100 }}', onTimeout: 'continue' }),
			),
			prompts('one', 'two'),
		);
		expect(run.json('Wait')).toMatchObject([{ timedOut: true }, { timedOut: true }]);
		const [first, second] = emulator.accepted().map(({ id }) =>
			reads()
				.filter(({ path }) => path.endsWith(id))
				.at(-1),
		);
		expect(secondsOf([first?.at as number, second?.at as number], time.now - 400_000)).toEqual([
			100, 400,
		]);
	});

	it('survives an outage of five minutes', async () => {
		const since = time.now;
		const host = hostAt('cometApi', () => {
			const seconds = (time.now - since) / 1000;
			if (seconds < 360) emulator.next({ status: 503 }, { method: 'GET' });
			return outerExecution;
		});
		const run = await host.run(chain(generate({ prompt: 'A tiger [render: 90]' }), suspended()));

		expect(run.json('Wait')).toMatchObject([{ state: 'completed' }]);
		expect(secondsOf(wakeUps, since).at(-1)).toBeGreaterThan(360);
	});

	it('ends with the task ID if the gateway stays down', async () => {
		const host = hostAt('cometApi', () => {
			emulator.always({ status: 503 }, { method: 'GET' });
			return outerExecution;
		});
		const run = await host.run(
			chain(generate({ prompt: 'A tiger [never]' }), suspended({ timeout: 3600 })),
		);
		const [{ id }] = emulator.accepted();
		expect(run.error.message).toContain(id);
		expect(run.error.description).toContain("'Retry'");
	});

	it('pauses as long as the gateway asks for', async () => {
		const host = hostAt('cometApi', () => {
			emulator.next({ status: 429, headers: { 'retry-after': '170' } }, { method: 'GET' });
			return outerExecution;
		});
		await host.run(
			chain(generate({ prompt: 'A tiger [render: 80]' }), suspended({ timeout: 520 }, CONTINUE)),
		);
		const [, refused, next] = reads().map(({ at }) => at);
		expect(next - refused).toBeGreaterThanOrEqual(170_000);
	});

	it.each([
		['was stopped', { waitTill: new Date(), resultData: { error: { message: 'cancelled' } } }],
		['was resumed', { waitTill: undefined, resultData: {} }],
		['was deleted', undefined],
	])('sends no more requests once its execution %s', async (_what, execution) => {
		const host = hostAt('cometApi', () => execution as object);
		await host.run(chain(generate({ prompt: 'A tiger [never]' }), suspended()));

		expect(wakeUps).toHaveLength(1);
		expect(reads()).toHaveLength(1);
	});

	const waitingAt = (name: string, waitingChildExecutionIds?: string[]) => ({
		waitTill: new Date(),
		resultData: {},
		executionData: {
			nodeExecutionStack: [{ node: { name }, metadata: { waitingChildExecutionIds } }],
		},
	});

	it('does not end while its execution waits at another node, to which n8n would hand its items', async () => {
		const host = hostAt('cometApi', () =>
			wakeUps.length < 4 ? waitingAt('Approval') : { resultData: {} },
		);
		await host.run(
			chain(generate({ prompt: 'A tiger [render: 60]' }), suspended({ timeout: 300 })),
		);

		expect(wakeUps).toHaveLength(4);
		expect(wakeUps[3] - wakeUps[0]).toBeGreaterThan(600_000);
		expect(reads()).toHaveLength(1);
	});

	it('ends if its execution waits for another inner execution', async () => {
		const host = hostAt('cometApi', () => waitingAt('Wait', ['another']));
		await host.run(chain(generate({ prompt: 'A tiger [render: 60]' }), suspended()));

		expect(wakeUps).toHaveLength(1);
		expect(reads()).toHaveLength(1);
	});

	it('continues while its execution waits at the same node', async () => {
		const host = hostAt('cometApi', () => waitingAt('Wait'));
		const run = await host.run(chain(generate({ prompt: 'A tiger [render: 60]' }), suspended()));
		expect(run.json('Wait')).toMatchObject([{ state: 'completed' }]);
	});

	it('names all tasks if one of them stops it, including finished ones', async () => {
		const texts = ['one [render: 20]', 'two [fail: lens] [render: 100]', 'three [render: 200]'];
		const run = await hostAt('cometApi').run(chain(generate(), suspended()), prompts(...texts));

		expect(run.error.message).toContain('lens');
		for (const { id } of emulator.accepted()) {
			expect(`${run.error.message} ${run.error.description}`).toContain(id);
		}
	});

	it('starts once under Retry On Fail, even if its first item is a failure', async () => {
		const started = jest.spyOn(ExecuteContext.prototype, 'executeWorkflow');
		started.mockImplementation(async function (this: ExecuteContext) {
			const waitTill = new Date('2999-12-31');
			await this.putExecutionToWait(waitTill);
			return { executionId: 'inner', waitTill, data: [] };
		});
		emulator.next({ status: 400, body: { detail: 'Prompt is required' } }, { method: 'POST' });
		const retried = { ...CONTINUE, retryOnFail: true, maxTries: 5, waitBetweenTries: 1 };
		await hostAt('cometApi').run(
			chain(generate({}, CONTINUE), suspended({}, retried)),
			prompts('one', 'two [never]'),
		);
		expect(started).toHaveBeenCalledTimes(1);
		started.mockRestore();
	});

	it('continues if n8n cannot report the state of its execution', async () => {
		const host = hostAt('cometApi', () => {
			throw new Error('The database is busy');
		});
		const run = await host.run(chain(generate({ prompt: 'A tiger [render: 60]' }), suspended()));
		expect(run.json('Wait')).toMatchObject([{ state: 'completed' }]);
	});

	it('returns each failure in the place of its item under Continue On Fail', async () => {
		const texts = [
			'one [render: 60]',
			'two [fail: the lens broke] [render: 60]',
			'three [render: 9]',
			'four [render: 60]',
		];
		const taskId = '={{ $itemIndex === 2 ? "" : $json.taskId }}';
		const run = await hostAt('rixApi').run(
			chain(generate(), suspended({ taskId }, CONTINUE)),
			prompts(...texts),
		);

		const [one, two, , four] = emulator.accepted().map(({ id }) => id);
		expect(run.json('Wait')).toMatchObject([
			{ taskId: one, state: 'completed' },
			{
				taskId: two,
				code: 'taskFailed',
				gateway: 'rixApi',
				retryable: false,
				error: expect.stringContaining('the lens broke') as string,
			},
			{ taskId: null, code: 'invalidInput' },
			{ taskId: four, state: 'completed' },
		]);
		expect(run.items('Wait').map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3].map((item) => ({ item })),
		);
	});

	it.each<[string, string, INodeParameters, object]>([
		[
			'a failed task, with On Failed Task: Continue',
			'[fail: the lens broke]',
			{ onFailedTask: 'continue' },
			{ state: 'failed', failureReason: 'the lens broke', videoUrl: null },
		],
		[
			'an unfinished task at its deadline, with On Timeout: Continue',
			'[never]',
			{ timeout: 100, onTimeout: 'continue' },
			{ state: 'processing', timedOut: true },
		],
		[
			"the gateway's own answer, with Output: Raw",
			'',
			{ output: 'raw' },
			{ state: 'completed', video: { url: expect.any(String) as string } },
		],
	])('returns %s', async (_what, tag, parameters, expected) => {
		const prompt = `A tiger [render: 60] ${tag}`;
		const run = await hostAt('cometApi').run(chain(generate({ prompt }), suspended(parameters)));

		const [{ id }] = emulator.accepted();
		const named = parameters.output === 'raw' ? { id } : { taskId: id };
		expect(wakeUps.length).toBeGreaterThan(0);
		expect(run.json('Wait')).toMatchObject([{ ...named, ...expected }]);
	});

	it('returns the selected fields and no others', async () => {
		const fields = ['gateway', 'gatewayState', 'timedOut'];
		const run = await hostAt('cometApi').run(
			chain(
				generate({ prompt: 'A tiger [render: 60]' }),
				suspended({ output: 'selectedFields', fields }),
			),
		);

		const [{ id: taskId }] = emulator.accepted();
		expect(wakeUps.length).toBeGreaterThan(0);
		expect(run.json('Wait')).toEqual([
			{ taskId, gateway: 'cometApi', gatewayState: 'completed', timedOut: false },
		]);
	});

	it.each([
		['nothing', {}],
		['the state of a wait', { state: { pending: { taskId: 'other', deadline: 9e15 } } }],
		['a whole wait', { wakeUp: { token: 'guess', wakeAt: 9e15, checkAt: 9e15 }, state: {} }],
		['text', 'x'],
	])(
		"is not confused by an answer that holds the node's own key with %s",
		async (_what, lumaWait) => {
			const host = hostAt('cometApi');
			const video = { url: 'https://cdn.example.com/v.mp4' };
			const body = { id: 'any', state: 'completed', video, lumaWait };
			emulator.next({ delaySeconds: 0 }, { method: 'GET' });
			emulator.next({ status: 200, body }, { method: 'GET' });
			const run = await host.run(
				chain(generate({ prompt: 'A tiger [render: 60]' }), suspended({ output: 'raw' })),
			);

			expect(run.error).toBeUndefined();
			expect(run.json('Wait')).toMatchObject([{ state: 'completed', lumaWait }]);
		},
	);

	it('shows its results so far, which n8n takes for the final ones if it is killed', async () => {
		const texts = ['one [render: 20]', 'two [render: 60]'];
		await hostAt('cometApi').run(chain(generate(), suspended()), prompts(...texts));

		const [one, two] = emulator.accepted().map(({ id }) => id);
		const interrupted = (taskId: string) => ({
			error: expect.stringContaining(taskId) as string,
			code: 'timeout',
			retryable: true,
			taskId,
			httpStatus: null,
			gateway: 'cometApi',
		});
		expect(shown).toEqual([
			[interrupted(one), interrupted(two)],
			[expect.objectContaining({ taskId: one, state: 'completed' }), interrupted(two)],
		]);
	});

	it('reads 500 tasks with few requests', async () => {
		const texts = count(500).map((text) => `${text} [render: 100]`);
		const run = await hostAt('rixApi').run(chain(generate(), suspended()), prompts(...texts));

		expect(run.json('Wait').map(({ taskId }) => taskId)).toEqual(
			emulator.accepted().map(({ id }) => id),
		);
		// Four checks, each of five batches of a hundred.
		expect(emulator.requestsTo('rixApi', 'POST', /tasks$/)).toHaveLength(20);
	});

	it('respects the rate limit of the gateway, and reads all tasks in turn', async () => {
		const texts = count(70).map((text) => `${text} [render: 100]`);
		const run = await hostAt('lumaAgents').run(chain(generate(), suspended()), prompts(...texts));

		expect(run.json('Wait').map(({ taskId, state }) => [taskId, state])).toEqual(
			emulator.accepted().map(({ id }) => [id, 'completed']),
		);
		const times = reads().map(({ at }) => at);
		for (const end of times) {
			const minute = times.filter((at) => at > end - 60_000 && at <= end);
			expect(minute.length).toBeLessThanOrEqual(30);
		}
	});
});

describe('a wait that is not suspended', () => {
	it('reads a finished task once', async () => {
		const run = await hostAt('cometApi').run(
			chain(generate({ prompt: 'A tiger [render: 0]' }), suspended()),
		);
		expect(run.json('Wait')).toMatchObject([{ state: 'completed' }]);
		expect(wakeUps).toEqual([]);
		expect(reads()).toHaveLength(1);
	});

	it('polls first, for as long as the user wants', async () => {
		const run = await hostAt('cometApi').run(
			chain(
				generate({ prompt: 'A tiger [render: 12]' }),
				suspended({ options: { pollFirst: 20, pollInterval: 1 } }),
			),
		);
		expect(run.json('Wait')).toMatchObject([{ state: 'completed' }]);
		expect(wakeUps).toEqual([]);
		expect(reads().length).toBeGreaterThan(3);
	});

	it('polls until a deadline that is less than a minute away', async () => {
		const since = time.now;
		const run = await hostAt('cometApi').run(
			chain(generate({ prompt: 'A tiger [never]' }), suspended({ timeout: 5 })),
		);
		expect(run.error.message).toBe(
			`Task ${emulator.accepted()[0].id} was not done after 5 seconds`,
		);
		expect(wakeUps).toEqual([]);
		expect(time.now - since).toBe(5_000);
	});

	it('fails with the task ID if the gateway sends no callbacks to wait for', async () => {
		const run = await hostAt('openAiHk').run(
			chain(generate(), suspended({ waitMode: 'callback' })),
		);

		expect(run.error.message).toContain('OpenAI-HK');
		expect(run.error.message).toContain(emulator.accepted()[0].id);
		expect(reads()).toEqual([]);
	});
});

describe('a wait that cannot be suspended', () => {
	const hintsOf = (run: { resultData: { runData: Record<string, unknown[]> } }) =>
		(
			(run.resultData.runData.Wait.at(-1) as { hints?: Array<{ message: string }> }).hints ?? []
		).map(({ message }) => message);

	it.each([
		['with an error output', { onError: 'continueErrorOutput' }, {}, /error output/],
		['in a run of the command line', {}, { mode: 'cli' }, /command line/],
	])('polls %s, and says so', async (_what, settings, how, hint) => {
		const run = await hostAt('cometApi').run(
			chain(generate({ prompt: 'A tiger [render: 20]' }), suspended({}, settings)),
			undefined,
			how,
		);
		expect(run.json('Wait')).toMatchObject([{ state: 'completed' }]);
		expect(wakeUps).toEqual([]);
		expect(hintsOf(run)).toEqual([expect.stringMatching(hint)]);
	});

	it('polls if n8n refuses the inner execution, and says so', async () => {
		const host = hostFor('cometApi', emulator.url('cometApi'));
		const run = await host.run(chain(generate({ prompt: 'A tiger [render: 20]' }), suspended()));

		expect(run.json('Wait')).toMatchObject([{ state: 'completed' }]);
		expect(hintsOf(run)).toEqual([expect.stringContaining('There are no sub-workflows here')]);
	});
});
