import type { Scenario } from '../emulator/scenarioFields';
import { time } from './fakeClock';
import { until } from './host';
import {
	ALL_GATEWAYS,
	chain,
	count,
	generate,
	hostFor,
	KEY,
	prompts,
	wait,
	useEmulator,
} from './support';

jest.mock('../../nodes/Luma/waiting/clock', () => jest.requireActual('./fakeClock'));

const emulator = useEmulator();

const rixApi = () => hostFor('rixApi', emulator.url('rixApi'));
const submits = () => emulator.requestsTo('rixApi', 'POST', /generations$/);
const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

describe.each(ALL_GATEWAYS)('Generate and Wait on %s', (gateway) => {
	it('turns a prompt into links to a video', async () => {
		const run = await hostFor(gateway, emulator.url(gateway)).run(chain(generate(), wait()));

		expect(run.error).toBeUndefined();
		const [task] = run.json('Wait');
		expect(task).toMatchObject({ state: 'completed', failureReason: null });
		expect(task.taskId).toBe(emulator.accepted(gateway)[0].id);
		expect(task.videoUrl).toMatch(/^http:.*\.mp4/);
		expect(task.videoUrl).not.toMatch(/watermarked/);
	});

	it('returns the task at once, in ten fields', async () => {
		const run = await hostFor(gateway, emulator.url(gateway)).run(chain(generate()));

		expect(run.json('Generate')).toEqual([
			{
				taskId: emulator.accepted(gateway)[0].id,
				state: 'queued',
				videoUrl: null,
				thumbnailUrl: null,
				lastFrameUrl: null,
				width: null,
				height: null,
				durationSeconds: null,
				expiresAt: null,
				failureReason: null,
			},
		]);
		expect(time.slept).toEqual([]);
	});

	it("sends the key to the gateway only, and leaves no part of it in n8n's record", async () => {
		const host = hostFor(gateway, emulator.url(gateway), `Bearer ${KEY}`);
		const run = await host.run(chain(generate({ prompt: 'A cat [fail: no luck]' }), wait()));

		expect(run.status).toBe('error');
		for (const { gateway: recipient, headers } of emulator.requests) {
			expect(recipient).toBe(gateway);
			expect(headers.authorization).toBe(`Bearer ${KEY}`);
		}
		expect(JSON.stringify(run.record)).not.toContain(KEY);
		expect(emulator.leaks).toEqual([]);
	});
});

describe('Retry On Fail', () => {
	it('submits only the items that were not accepted before', async () => {
		emulator.next({}, { method: 'POST', times: 5 });
		emulator.next({ status: 500 }, { method: 'POST' });
		const run = await rixApi().run(chain(generate({}, RETRY)), prompts(...count(10)));

		expect(run.error).toBeUndefined();
		expect(emulator.accepted()).toHaveLength(10);
		expect(submits()).toHaveLength(11);
		expect(run.json('Generate').map(({ taskId }) => taskId)).toEqual(
			emulator.accepted().map(({ id }) => id),
		);
		expect(emulator.accepted().map(({ prompt }) => prompt)).toEqual(count(10));
	});

	it('recognizes accepted items although an expression returns another prompt each time', async () => {
		emulator.next({}, { method: 'POST', times: 2 });
		emulator.next({ status: 500 }, { method: 'POST' });
		const random = generate({ prompt: '=A tiger {{ Math.random() }}' }, RETRY);
		const run = await rixApi().run(chain(random), prompts(...count(3)));

		expect(run.json('Generate')).toHaveLength(3);
		expect(emulator.accepted()).toHaveLength(3);
	});

	it('submits no item twice under Continue On Fail, where n8n repeats the node for its first item', async () => {
		emulator.next({ status: 500 }, { method: 'POST' });
		const settings = { ...RETRY, onError: 'continueRegularOutput' };
		const run = await rixApi().run(chain(generate({}, settings)), prompts(...count(3)));

		expect(run.json('Generate').map(({ state }) => state)).toEqual(['queued', 'queued', 'queued']);
		expect(emulator.accepted()).toHaveLength(3);
	});

	it('returns the raw answers of the first try unchanged', async () => {
		emulator.next({}, { method: 'POST' });
		emulator.next({ status: 500 }, { method: 'POST' });
		const run = await rixApi().run(
			chain(generate({ output: 'raw' }, RETRY)),
			prompts('first', 'second'),
		);
		expect(run.json('Generate')).toMatchObject([
			{ state: 'pending', prompt: 'first' },
			{ state: 'pending', prompt: 'second' },
		]);
	});

	it.each<[string, Scenario, string]>([
		['the connection breaks after the submit', { drop: 'after' }, 'network'],
		['the answer is truncated', { cut: true }, 'badResponse'],
		['a proxy gives up on the gateway', { status: 504, body: '<html>', accept: true }, 'gateway'],
	])('never repeats a submit whose answer is lost: %s', async (_, fault, code) => {
		emulator.next(fault, { method: 'POST' });
		const run = await rixApi().run(chain(generate({}, RETRY)));

		expect(submits()).toHaveLength(1);
		expect(run.error.message).toContain('may have been accepted and charged');
		expect(run.error.description).toMatch(/'Task: Get'|task list of your RixAPI account/);

		emulator.reset();
		emulator.next(fault, { method: 'POST' });
		const settings = { ...RETRY, onError: 'continueRegularOutput' };
		const [item] = (await rixApi().run(chain(generate({}, settings)))).json('Generate');
		expect(submits()).toHaveLength(1);
		expect(item).toMatchObject({ code, retryable: false, gateway: 'rixApi' });
	});

	it('keeps the task ID if it is in the complete part of a truncated answer', async () => {
		const id = 'fc7fb008-7a5e-40ad-a7ff-dbb63db61be8';
		emulator.next(
			{ status: 201, body: `{"id":"${id}","state":"pen`, accept: true },
			{ method: 'POST' },
		);
		const settings = { onError: 'continueRegularOutput' };
		const run = await rixApi().run(chain(generate({}, settings)));

		expect(run.json('Generate')).toMatchObject([{ taskId: id, code: 'badResponse' }]);
	});

	it('submits an item again that the gateway rejected', async () => {
		emulator.next({ status: 503 }, { method: 'POST' });
		const run = await rixApi().run(chain(generate({}, RETRY)));

		expect(run.json('Generate')).toMatchObject([{ state: 'queued' }]);
		expect(emulator.accepted()).toHaveLength(1);
	});
});

describe('a run of Generate', () => {
	it('names the tasks that were charged if a later item stops it', async () => {
		emulator.next({}, { method: 'POST', times: 2 });
		emulator.next({ status: 500 }, { method: 'POST' });
		const run = await rixApi().run(chain(generate()), prompts(...count(4)));

		const [first, second] = emulator.accepted();
		expect(emulator.accepted()).toHaveLength(2);
		expect(run.error.description).toContain(`${first.id}, ${second.id}`);
	});

	it.each([
		['trigger', /A retry does not submit them again/],
		['manual', /'Execute step' .* would submit and charge them again/],
	])('says what would charge them again, in a run by %s', async (mode, words) => {
		emulator.next({}, { method: 'POST' });
		emulator.next({ status: 500 }, { method: 'POST' });
		const run = await rixApi().run(chain(generate()), prompts('one', 'two'), { mode });

		expect(run.error.description).toMatch(words);
	});

	it('submits nothing if one of its items is invalid', async () => {
		const run = await rixApi().run(chain(generate()), prompts('one', 'two', ''));

		expect(run.error.message).toBe("'Prompt' is empty");
		expect(emulator.requests).toEqual([]);
	});

	it('submits again in the next run of a loop', async () => {
		const workflow = chain(generate());
		const target = { node: 'Generate', type: 'main', index: 0 };
		workflow.connections.Start.main[0] = [target, target];
		await rixApi().run(workflow);

		expect(emulator.accepted()).toHaveLength(2);
	});

	it('submits nothing more once the execution is stopped', async () => {
		emulator.next({ hang: true }, { method: 'POST' });
		const running = rixApi().run(chain(generate()), prompts(...count(3)));
		await until(() => submits().length === 1);
		running.stop();
		await running;
		expect(submits()).toHaveLength(1);
	});
});

describe('a failed execution that the user retries', () => {
	const failing = async () => {
		emulator.next({}, { method: 'POST', times: 2 });
		emulator.next({ status: 500 }, { method: 'POST' });
		return await rixApi().run(chain(generate()), prompts(...count(3)));
	};
	const RETRIED = { mode: 'retry', executionId: '2' };

	it('adopts the tasks that were accepted', async () => {
		const first = await failing();
		const second = await rixApi().run(chain(generate()), prompts(...count(3)), {
			...RETRIED,
			contextData: first.contextData,
		});

		expect(emulator.accepted()).toHaveLength(3);
		expect(second.json('Generate')).toHaveLength(3);
	});

	it('submits what the user changed', async () => {
		const first = await failing();
		await rixApi().run(chain(generate()), prompts('another one', 'video 2', 'video 3'), {
			...RETRIED,
			contextData: first.contextData,
		});
		expect(emulator.accepted().map(({ prompt }) => prompt)).toEqual([
			'video 1',
			'video 2',
			'another one',
			'video 3',
		]);
	});

	it('does not repeat a submit whose answer was lost', async () => {
		emulator.next({ drop: 'after' }, { method: 'POST' });
		const first = await rixApi().run(chain(generate()), prompts('lost'));
		const second = await rixApi().run(chain(generate()), prompts('lost'), {
			...RETRIED,
			contextData: first.contextData,
		});

		expect(second.error.message).toContain('may have been accepted and charged');
		expect(submits()).toHaveLength(1);
	});

	it('adopts tasks from the execution before the last one', async () => {
		const first = await failing();
		const changed = prompts('', 'video 2', 'video 3');
		const second = await rixApi().run(chain(generate()), changed, {
			...RETRIED,
			contextData: first.contextData,
		});
		expect(second.error.message).toBe("'Prompt' is empty");

		const third = await rixApi().run(chain(generate()), prompts(...count(3)), {
			mode: 'retry',
			executionId: '3',
			contextData: second.contextData,
		});
		expect(third.json('Generate')).toHaveLength(3);
		expect(emulator.accepted()).toHaveLength(3);
	});

	it('adopts the tasks of later items even if Retry On Fail repeats the first one', async () => {
		const first = await failing();
		emulator.next({ status: 500 }, { method: 'POST' });
		await rixApi().run(chain(generate({}, RETRY)), prompts('another one', 'video 2', 'video 3'), {
			...RETRIED,
			contextData: first.contextData,
		});
		expect(emulator.accepted().map(({ prompt }) => prompt)).toEqual([
			'video 1',
			'video 2',
			'another one',
			'video 3',
		]);
	});
});
