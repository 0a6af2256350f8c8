import type { IExecuteFunctions } from 'n8n-workflow';

import { Luma } from '../../nodes/Luma/Luma.node';
import type { GatewayName } from '../../nodes/Luma/gateways';
import type { Scenario } from '../emulator/scenarioFields';
import { time } from './fakeClock';
import {
	ALL_GATEWAYS,
	chain,
	count,
	extend,
	generate,
	hostFor,
	prompts,
	useEmulator,
} from './support';

jest.mock('../../nodes/Luma/waiting/clock', () => jest.requireActual('./fakeClock'));

const emulator = useEmulator();

/** What the node wrote to n8n's log. */
let logged: string[] = [];

beforeAll(() => {
	const execute = Luma.prototype.execute;
	jest.spyOn(Luma.prototype, 'execute').mockImplementation(async function (
		this: IExecuteFunctions,
	) {
		this.logger.info = (text: string) => logged.push(text);
		return await execute.call(this);
	});
});
afterAll(() => jest.restoreAllMocks());
beforeEach(() => (logged = []));

const CONTINUE = { onError: 'continueRegularOutput' };
const HOUR = { status: 429, headers: { 'Retry-After': '3600' } };
const POST = { method: 'POST' };

const hostOf = (gateway: GatewayName) => hostFor(gateway, emulator.url(gateway));
const agents = () => hostOf('lumaAgents');
const submits = () => emulator.requests.filter(({ method }) => method === 'POST');
const acceptedIds = () => emulator.accepted().map(({ id }) => id);

describe.each(ALL_GATEWAYS)('a run that meets the limits of %s', (gateway) => {
	it('respects them, and has each item accepted once, in order', async () => {
		emulator.always({ submitsPerMinute: 20, tasksAtOnce: 10, renderSeconds: 45 });
		const run = await hostOf(gateway).run(chain(generate()), prompts(...count(60)));

		expect(run.error).toBeUndefined();
		expect(emulator.accepted().map(({ prompt }) => prompt)).toEqual(count(60));
		expect(run.json('Generate').map(({ taskId }) => taskId)).toEqual(acceptedIds());
		expect(submits().length).toBeLessThanOrEqual(70);
	});
});

it('the log reports each pause and how many items were submitted', async () => {
	emulator.always({ submitsPerMinute: 20 });
	await agents().run(chain(generate()), prompts(...count(22)));

	expect(logged[19]).toBe(`Luma Agents API accepted task ${acceptedIds()[19]}, item 20 of 22`);
	expect(logged[20]).toBe('Luma Agents API accepts no more submits for 60 s: 20 of 22 submitted');
	// From the second minute on, the run submits at the rate at which the gateway accepts.
	expect(time.slept).toEqual([60_000, 3_000]);
});

it('a run pauses until the date that the gateway names', async () => {
	// The node reads the machine's clock here, which must not advance between the answer and the pause.
	const now = jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 0, 15, 12));
	const at = new Date(Date.now() + 90_000).toUTCString();
	emulator.next({ rateLimited: 1, retryAfter: at }, POST);
	await agents().run(chain(generate()));
	now.mockRestore();

	expect(acceptedIds()).toHaveLength(1);
	expect(time.slept).toEqual([90_000]);
});

describe('a gateway that accepts nothing for ten minutes', () => {
	const full = async (settings: object = {}) => {
		emulator.always({ tasksAtOnce: 2, neverCompletes: true });
		return await agents().run(chain(generate({}, settings)), prompts(...count(5)));
	};

	it('ends the run with a message that says how long it was held back and what to do', async () => {
		const before = time.now;
		const run = await full();

		expect(run.error.message).toBe(
			'Luma Agents API is receiving too many requests: Too many concurrent jobs. This run was held back for 10 minutes. The gateway asks for a pause of 60 s, and a run waits for 10 minutes at most',
		);
		expect(run.error.description).toContain("the 'Loop Over Items' node");
		expect(run.error.description).toContain(acceptedIds().join(', '));
		expect(time.now - before).toBe(600_000);
	});

	it('gets no requests for the remaining items, which fail the same way', async () => {
		const run = await full(CONTINUE);

		const [first, second, ...others] = run.json('Generate');
		expect([first.taskId, second.taskId]).toEqual(acceptedIds());
		expect(others).toHaveLength(3);
		for (const item of others) {
			expect(item).toMatchObject({ code: 'rateLimit', retryable: true, taskId: null });
		}
		// Two are accepted. The third is tried at once and after each of ten minutes.
		expect(submits()).toHaveLength(2 + 11);
	});

	it('accepts the remaining items when the execution is retried, and none twice', async () => {
		const failed = await full();
		for (const task of emulator.accepted()) task.scenario = { renderSeconds: 0 };
		emulator.always({ tasksAtOnce: 10, neverCompletes: false, renderSeconds: 0 });
		const how = { mode: 'retry', executionId: '2', contextData: failed.contextData };
		const run = await agents().run(chain(generate()), prompts(...count(5)), how);

		expect(run.json('Generate').map(({ taskId }) => taskId)).toEqual(acceptedIds());
		expect(emulator.accepted().map(({ prompt }) => prompt)).toEqual(count(5));
	});
});

it('a run does not wait for an hour, but leaves that to the user', async () => {
	emulator.always(HOUR, POST);
	const run = await agents().run(chain(generate({}, CONTINUE)), prompts(...count(3)));

	expect(run.json('Generate').map(({ code }) => code)).toEqual(Array(3).fill('rateLimit'));
	expect(run.json('Generate')[0].error).toContain('asks for a pause of 60 minutes');
	expect(submits()).toHaveLength(1);
	expect(time.slept).toEqual([]);
});

it('Stop ends a pause, and nothing more is submitted', async () => {
	emulator.always({ submitsPerMinute: 2 });
	const running = agents().run(chain(generate()), prompts(...count(5)));
	time.onSleep = () => running.stop();
	const run = await running;

	expect(run.error.message).toContain('stopped before this item was submitted');
	expect(run.error.description).toContain(acceptedIds().join(', '));
	expect(submits()).toHaveLength(3);
	expect(acceptedIds()).toHaveLength(2);
});

describe('Retry On Fail', () => {
	const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

	it('continues after a pause that was too long for the first try', async () => {
		emulator.next({}, { ...POST, times: 2 });
		emulator.next(HOUR, POST);
		emulator.next({}, { ...POST, times: 1 });
		emulator.next({ rateLimited: 1, retryAfter: 30 }, POST);
		const run = await agents().run(chain(generate({}, RETRY)), prompts(...count(5)));

		expect(run.json('Generate').map(({ taskId }) => taskId)).toEqual(acceptedIds());
		expect(emulator.accepted().map(({ prompt }) => prompt)).toEqual(count(5));
		expect(submits()).toHaveLength(7);
	});
});

it.each<[string, Scenario]>([
	[
		'a proxy that gave up on the gateway',
		{ status: 504, body: { message: 'Rate limit exceeded' }, accept: true },
	],
	[
		'a success that contains a task',
		{
			status: 201,
			body: '{"id":"fc7fb008-7a5e-40ad-a7ff-dbb63db61be8","state":"queued","failure_reason":"rate limit',
			accept: true,
		},
	],
])('"too many" is not retried if the submit may be charged: %s', async (_, fault) => {
	emulator.next(fault, POST);
	const run = await agents().run(chain(generate()));

	expect(run.error.message).toContain('may have been accepted and charged');
	expect(submits()).toHaveLength(1);
});

it.each([
	['a prompt', 400, 'Too many characters in the prompt', 'invalidInput'],
	['a database', 500, 'Error 1040: Too many connections', 'gateway'],
])('"too many" of something else is not a rate limit: %s', async (_, status, detail, code) => {
	emulator.next({ status, body: { detail } }, POST);
	const run = await agents().run(chain(generate({}, CONTINUE)));

	expect(run.json('Generate')).toMatchObject([{ code }]);
	expect(submits()).toHaveLength(1);
});

it('Extend waits for the rate limit in the same way', async () => {
	emulator.next({ rateLimited: 2, retryAfter: 20 }, POST);
	const taskId = '9d4b7516-77e5-481a-b015-48313946f33b';
	const run = await agents().run(chain(extend({ taskId })));

	expect(run.json('Extend')).toMatchObject([{ taskId: acceptedIds()[0] }]);
	expect(time.slept).toEqual([20_000, 20_000]);
});
