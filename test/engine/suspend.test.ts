import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import type { GatewayName } from '../../nodes/Luma/gateways/gateway';
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
	parked = { waitTill: new Date(), resultData: {} };
});

const node = (
	outputs: number,
	execute: (items: INodeExecutionData[]) => INodeExecutionData[][],
) => ({
	description: {
		properties: [],
		inputs: [NodeConnectionTypes.Main],
		outputs: Array(outputs).fill(NodeConnectionTypes.Main) as string[],
	},
	async execute(this: IExecuteFunctions) {
		return await Promise.resolve(execute(this.getInputData()));
	},
});
const roundOf = ({ json }: INodeExecutionData) => json.lumaWaitRound as IDataObject | undefined;

/** n8n's Wait and If, as far as the inner workflow uses them. */
const otherTypes = {
	'n8n-nodes-base.wait': node(1, (items) => {
		time.now = Date.parse(roundOf(items[0])?.wakeAt as string);
		looks.push(time.now);
		return [items];
	}),
	'n8n-nodes-base.if': node(2, (items) => (roundOf(items[0]) ? [items, []] : [[], items])),
};

const hostAt = (gateway: GatewayName, executionOf = () => parked) =>
	hostFor(gateway, emulator.url(gateway), KEY, { otherTypes, executionOf });
const suspended = (parameters = {}, settings = {}) =>
	wait({ waitMode: 'suspend', ...parameters }, settings);
const CONTINUE = { onError: 'continueRegularOutput' };
const reads = () => emulator.requests.filter(({ method }) => method === 'GET');
const secondsOf = (times: number[], since: number) =>
	times.map((at) => Math.round((at - since) / 1000));

describe('a suspended wait', () => {
	it('looks at once, and then about every minute, up to its limit', async () => {
		const since = time.now;
		const run = await hostAt('cometApi').run(
			chain(generate({ prompt: 'A tiger [never]' }), suspended({ timeout: 300 })),
		);
		expect(secondsOf(looks, since)).toEqual([75, 150, 225, 300]);
		expect(reads()).toHaveLength(5);
		expect(run.error.message).toContain('was not done after 300 seconds');
	});

	it('takes as long as the slowest', async () => {
		const texts = ['one [render: 20]', 'two [render: 200]', 'three [render: 40]'];
		const run = await hostAt('cometApi').run(chain(generate(), suspended()), prompts(...texts));

		expect(run.json('Wait')).toMatchObject(
			emulator.accepted().map(({ id }) => ({ taskId: id, state: 'completed' })),
		);
		expect(looks).toHaveLength(3);
		// Those that are done are not asked for again.
		expect(reads()).toHaveLength(3 + 3 + 1 + 1);
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
		const since = time.now;
		const host = hostAt('cometApi', () => {
			emulator.next({ status: 429, headers: { 'retry-after': '170' } }, { method: 'GET' });
			return parked;
		});
		await host.run(
			chain(generate({ prompt: 'A tiger [render: 80]' }), suspended({ timeout: 520 }, CONTINUE)),
		);
		const [first, second] = secondsOf(looks, since);
		expect(second - first).toBeGreaterThanOrEqual(170);
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
		];
		const run = await hostAt('rixApi').run(
			chain(generate(), suspended({}, CONTINUE)),
			prompts(...texts),
		);

		const [one, two, three] = emulator.accepted().map(({ id }) => id);
		expect(run.json('Wait')).toMatchObject([
			{ taskId: one, state: 'completed' },
			{ taskId: two, code: 'taskFailed' },
			{ taskId: three, state: 'completed' },
		]);
		expect(run.items('Wait').map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2].map((item) => ({ item })),
		);
	});

	it('waits for 500 tasks with the requests of a few', async () => {
		const texts = count(500).map((text) => `${text} [render: 100]`);
		const run = await hostAt('rixApi').run(chain(generate(), suspended()), prompts(...texts));

		expect(run.json('Wait').map(({ taskId }) => taskId)).toEqual(
			emulator.accepted().map(({ id }) => id),
		);
		// Three looks at five batches of a hundred.
		expect(emulator.requestsTo('rixApi', 'POST', /tasks$/)).toHaveLength(15);
	}, 60_000);
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
