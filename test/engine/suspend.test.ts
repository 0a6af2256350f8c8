import { ExecuteContext } from 'n8n-core';
import type { IDataObject, INodeParameters, IRun } from 'n8n-workflow';

import type { GatewayName } from '../../nodes/Luma/gateways';
import { time } from './fakeClock';
import { chain, count, generate, hostFor, KEY, prompts, useEmulator, wait } from './support';

/*
 * What a suspended wait decides, on a clock that jumps to when it would be taken up. That n8n does
 * take it up is shown on the real one, by test/n8n/suspend.test.js.
 */

jest.mock('../../nodes/Luma/waiting/clock', () => jest.requireActual('./fakeClock'));

const emulator = useEmulator();

/** When the execution was put aside and taken up again: seconds since its start. */
let looks: number[] = [];
let parked: object | undefined;
beforeEach(() => {
	looks = [];
	shown = [];
	parked = { waitTill: new Date(), resultData: {} };
});

/** What n8n would take for the result if it were killed now. */
let shown: IDataObject[][] = [];

function onSuspended({ data, waitTill }: IRun) {
	const { runData, lastNodeExecuted } = data.resultData;
	const items = runData[lastNodeExecuted as string].at(-1)?.data?.main[0] ?? [];
	shown.push(items.map(({ json }) => json));
	time.now = (waitTill as Date).getTime();
	looks.push(time.now);
}

const hostAt = (gateway: GatewayName, executionOf = () => parked) =>
	hostFor(gateway, emulator.url(gateway), KEY, { executionOf, onSuspended });
const suspended = (parameters = {}, settings = {}) =>
	wait({ waitMode: 'suspend', ...parameters }, settings);
const CONTINUE = { onError: 'continueRegularOutput' };
const reads = () => emulator.requests.filter(({ method }) => method === 'GET');
const secondsOf = (times: number[], since: number) =>
	times.map((at) => Math.round((at - since) / 1000));

describe('a suspended wait', () => {
	it('looks at once, soon, and then about every minute, up to its limit', async () => {
		const since = time.now;
		const run = await hostAt('cometApi').run(
			chain(generate({ prompt: 'A tiger [never]' }), suspended({ timeout: 300 })),
		);
		expect(secondsOf(looks, since)).toEqual([25, 91, 157, 226, 300]);
		expect(reads()).toHaveLength(6);
		expect(run.error.message).toContain('was not done after 300 seconds');
	});

	it('takes as long as the slowest', async () => {
		const texts = ['one [render: 20]', 'two [render: 200]', 'three [render: 40]'];
		const run = await hostAt('cometApi').run(chain(generate(), suspended()), prompts(...texts));

		expect(run.json('Wait')).toMatchObject(
			emulator.accepted().map(({ id }) => ({ taskId: id, state: 'completed' })),
		);
		expect(looks).toHaveLength(4);
		// Those that are done are not asked for again.
		expect(reads()).toHaveLength(3 + 3 + 2 + 1 + 1);
	});

	it('asks as seldom as the user wants, but wakes to see whether it was stopped', async () => {
		const since = time.now;
		await hostAt('cometApi').run(
			chain(
				generate({ prompt: 'A tiger [never]' }),
				suspended({ timeout: 1800, options: { pollInterval: 900 } }, CONTINUE),
			),
		);
		expect(secondsOf(looks, since)).toEqual([
			180, 360, 540, 720, 900, 1080, 1260, 1440, 1620, 1800,
		]);
		expect(
			secondsOf(
				reads().map(({ at }) => at),
				since,
			),
		).toEqual([0, 900, 1800]);
	});

	it('looks less often where the gateway calls', async () => {
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

	it('ends each item at its own limit', async () => {
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

	it('rides out an outage of five minutes', async () => {
		const since = time.now;
		const host = hostAt('cometApi', () => {
			const seconds = (time.now - since) / 1000;
			if (seconds < 360) emulator.next({ status: 503 }, { method: 'GET' });
			return parked;
		});
		const run = await host.run(chain(generate({ prompt: 'A tiger [render: 90]' }), suspended()));

		expect(run.json('Wait')).toMatchObject([{ state: 'completed' }]);
		expect(secondsOf(looks, since).at(-1)).toBeGreaterThan(360);
	});

	it('ends with the task ID where the gateway stays down', async () => {
		const host = hostAt('cometApi', () => {
			emulator.always({ status: 503 }, { method: 'GET' });
			return parked;
		});
		const run = await host.run(
			chain(generate({ prompt: 'A tiger [never]' }), suspended({ timeout: 3600 })),
		);
		const [{ id }] = emulator.accepted();
		expect(run.error.message).toContain(id);
		expect(run.error.description).toContain("'Retry'");
	});

	it('waits as long as the gateway asks for', async () => {
		const host = hostAt('cometApi', () => {
			emulator.next({ status: 429, headers: { 'retry-after': '170' } }, { method: 'GET' });
			return parked;
		});
		await host.run(
			chain(generate({ prompt: 'A tiger [render: 80]' }), suspended({ timeout: 520 }, CONTINUE)),
		);
		const [, refused, next] = reads().map(({ at }) => at);
		expect(next - refused).toBeGreaterThanOrEqual(170_000);
	});

	it.each([
		['was stopped', { waitTill: new Date(), resultData: { error: { message: 'cancelled' } } }],
		['has gone on', { waitTill: undefined, resultData: {} }],
		['was deleted', undefined],
	])('asks for nothing more once its execution %s', async (_what, execution) => {
		const host = hostAt('cometApi', () => execution as object);
		await host.run(chain(generate({ prompt: 'A tiger [never]' }), suspended()));

		expect(looks).toHaveLength(1);
		expect(reads()).toHaveLength(1);
	});

	const waitingAt = (name: string, waitingChildExecutionIds?: string[]) => ({
		waitTill: new Date(),
		resultData: {},
		executionData: {
			nodeExecutionStack: [{ node: { name }, metadata: { waitingChildExecutionIds } }],
		},
	});

	it('does not end while its execution waits at another node: n8n would hand its items to that', async () => {
		const host = hostAt('cometApi', () =>
			looks.length < 4 ? waitingAt('Approval') : { resultData: {} },
		);
		await host.run(
			chain(generate({ prompt: 'A tiger [render: 60]' }), suspended({ timeout: 300 })),
		);

		expect(looks).toHaveLength(4);
		expect(looks[3] - looks[0]).toBeGreaterThan(600_000);
		expect(reads()).toHaveLength(1);
	});

	it('ends where its execution waits for another one', async () => {
		const host = hostAt('cometApi', () => waitingAt('Wait', ['another']));
		await host.run(chain(generate({ prompt: 'A tiger [render: 60]' }), suspended()));

		expect(looks).toHaveLength(1);
		expect(reads()).toHaveLength(1);
	});

	it('goes on where its execution waits at it', async () => {
		const host = hostAt('cometApi', () => waitingAt('Wait'));
		const run = await host.run(chain(generate({ prompt: 'A tiger [render: 60]' }), suspended()));
		expect(run.json('Wait')).toMatchObject([{ state: 'completed' }]);
	});

	it('names all tasks where one of them stops it, also those that were done before', async () => {
		const texts = ['one [render: 20]', 'two [fail: lens] [render: 100]', 'three [render: 200]'];
		const run = await hostAt('cometApi').run(chain(generate(), suspended()), prompts(...texts));

		expect(run.error.message).toContain('lens');
		for (const { id } of emulator.accepted()) {
			expect(`${run.error.message} ${run.error.description}`).toContain(id);
		}
	});

	it('is started once under Retry On Fail, also where its first item holds a failure', async () => {
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

	it('goes on where n8n cannot say what became of its execution', async () => {
		const host = hostAt('cometApi', () => {
			throw new Error('The database is busy');
		});
		const run = await host.run(chain(generate({ prompt: 'A tiger [render: 60]' }), suspended()));
		expect(run.json('Wait')).toMatchObject([{ state: 'completed' }]);
	});

	it('gives failures their places under Continue On Fail', async () => {
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
			'a failed task, if the user wants that',
			'[fail: the lens broke]',
			{ onFailedTask: 'continue' },
			{ state: 'failed', failureReason: 'the lens broke', videoUrl: null },
		],
		[
			'an unfinished task at its limit, if the user wants that',
			'[never]',
			{ timeout: 100, onTimeout: 'continue' },
			{ state: 'processing', timedOut: true },
		],
		[
			"the gateway's own answer",
			'',
			{ output: 'raw' },
			{ state: 'completed', video: { url: expect.any(String) as string } },
		],
	])('passes on %s', async (_what, tag, parameters, expected) => {
		const prompt = `A tiger [render: 60] ${tag}`;
		const run = await hostAt('cometApi').run(chain(generate({ prompt }), suspended(parameters)));

		const [{ id }] = emulator.accepted();
		const named = parameters.output === 'raw' ? { id } : { taskId: id };
		expect(looks.length).toBeGreaterThan(0);
		expect(run.json('Wait')).toMatchObject([{ ...named, ...expected }]);
	});

	it('gives the selected fields and no others', async () => {
		const fields = ['gateway', 'gatewayState', 'timedOut'];
		const run = await hostAt('cometApi').run(
			chain(
				generate({ prompt: 'A tiger [render: 60]' }),
				suspended({ output: 'selectedFields', fields }),
			),
		);

		const [{ id: taskId }] = emulator.accepted();
		expect(looks.length).toBeGreaterThan(0);
		expect(run.json('Wait')).toEqual([
			{ taskId, gateway: 'cometApi', gatewayState: 'completed', timedOut: false },
		]);
	});

	it('shows what it knows meanwhile: n8n takes that for the result if it is killed', async () => {
		const texts = ['one [render: 20]', 'two [render: 60]'];
		await hostAt('cometApi').run(chain(generate(), suspended()), prompts(...texts));

		const [one, two] = emulator.accepted().map(({ id }) => id);
		const brokenOff = (taskId: string) => ({
			error: expect.stringContaining(taskId) as string,
			code: 'timeout',
			retryable: true,
			taskId,
			httpStatus: null,
			gateway: 'cometApi',
		});
		expect(shown).toEqual([
			[brokenOff(one), brokenOff(two)],
			[expect.objectContaining({ taskId: one, state: 'completed' }), brokenOff(two)],
		]);
	});

	it('waits for 500 tasks with the requests of a few', async () => {
		const texts = count(500).map((text) => `${text} [render: 100]`);
		const run = await hostAt('rixApi').run(chain(generate(), suspended()), prompts(...texts));

		expect(run.json('Wait').map(({ taskId }) => taskId)).toEqual(
			emulator.accepted().map(({ id }) => id),
		);
		// Four looks at five batches of a hundred.
		expect(emulator.requestsTo('rixApi', 'POST', /tasks$/)).toHaveLength(20);
	});

	it('keeps to the requests a minute that the gateway allows, and asks for all in turn', async () => {
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

describe('a wait that needs no suspension', () => {
	it('asks once for a video that is done already', async () => {
		const run = await hostAt('cometApi').run(
			chain(generate({ prompt: 'A tiger [render: 0]' }), suspended()),
		);
		expect(run.json('Wait')).toMatchObject([{ state: 'completed' }]);
		expect(looks).toEqual([]);
		expect(reads()).toHaveLength(1);
	});

	it('polls first for as long as the user wants', async () => {
		const run = await hostAt('cometApi').run(
			chain(
				generate({ prompt: 'A tiger [render: 12]' }),
				suspended({ options: { pollFirst: 20, pollInterval: 1 } }),
			),
		);
		expect(run.json('Wait')).toMatchObject([{ state: 'completed' }]);
		expect(looks).toEqual([]);
		expect(reads().length).toBeGreaterThan(3);
	});

	it('polls up to a limit below a minute', async () => {
		const since = time.now;
		const run = await hostAt('cometApi').run(
			chain(generate({ prompt: 'A tiger [never]' }), suspended({ timeout: 5 })),
		);
		expect(run.error.message).toBe(
			`Task ${emulator.accepted()[0].id} was not done after 5 seconds`,
		);
		expect(looks).toEqual([]);
		expect(time.now - since).toBe(5_000);
	});

	it('names the task where the gateway sends no callbacks to wait for', async () => {
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
		['of the command line', {}, { mode: 'cli' }, /command line/],
	])('%s polls, and says so', async (_what, settings, how, hint) => {
		const run = await hostAt('cometApi').run(
			chain(generate({ prompt: 'A tiger [render: 20]' }), suspended({}, settings)),
			undefined,
			how,
		);
		expect(run.json('Wait')).toMatchObject([{ state: 'completed' }]);
		expect(looks).toEqual([]);
		expect(hintsOf(run)).toEqual([expect.stringMatching(hint)]);
	});

	it('polls where n8n refuses the inner execution, and says so', async () => {
		const host = hostFor('cometApi', emulator.url('cometApi'));
		const run = await host.run(chain(generate({ prompt: 'A tiger [render: 20]' }), suspended()));

		expect(run.json('Wait')).toMatchObject([{ state: 'completed' }]);
		expect(hintsOf(run)).toEqual([expect.stringContaining('There are no sub-workflows here')]);
	});
});
