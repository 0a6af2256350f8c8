import type { IExecuteFunctions, IPollFunctions } from 'n8n-workflow';

import { pollChanges, sampleTasks } from '../../../nodes/LumaTrigger/polling';
import { resetTime, time } from '../../engine/fakeClock';
import { completed, fakeHost, ok } from './support';

jest.mock('../../../nodes/Luma/waiting/clock', () => jest.requireActual('../../engine/fakeClock'));
afterEach(resetTime);

type Host = ReturnType<typeof fakeHost>;
const poll = async ({ context }: Host) =>
	(await pollChanges(context as unknown as IPollFunctions))?.map(({ json }) => [
		json.taskId,
		json.state,
	]) ?? null;

/** A gateway whose tasks have these states, or fail with this HTTP status. `dreamMachine` lists them, too. */
function watch(
	parameters: object,
	states: Record<string, string | number>,
	gateway = 'lumaAgents',
	credential = 'one',
) {
	const host = fakeHost(
		{ source: 'poll', watch: 'list', taskIds: Object.keys(states).join(), ...parameters },
		({ url }) => {
			const bodyOf = (id: string) =>
				states[id] === 'completed' ? completed(id) : { id, state: states[id] };
			const { pathname, search } = new URL(url);
			if (search) return ok({ generations: Object.keys(states).reverse().map(bodyOf), count: 1 });
			const id = pathname.split('/').pop() ?? '';
			time.now += 1_000;
			return typeof states[id] === 'number'
				? { statusCode: states[id], body: '{"detail":"down"}' }
				: ok(bodyOf(id));
		},
		{ gateway, mode: 'trigger' },
	);
	host.node.credentials.lumaApi.id = credential;
	return host;
}

describe('polling a list of tasks', () => {
	it('reports the end of each task once, even if it ended before the first poll', async () => {
		const states = { a: 'completed', b: 'processing', c: 'failed' };
		const host = watch({}, states);
		expect(await poll(host)).toEqual([
			['a', 'completed'],
			['c', 'failed'],
		]);
		expect(await poll(host)).toBeNull();
		states.b = 'completed';
		expect(await poll(host)).toEqual([['b', 'completed']]);
		expect(await poll(host)).toBeNull();
	});

	it('continues with the next tasks if the gateway knows none of the first', async () => {
		const gone = Array.from({ length: 30 }, (_, index): [string, number] => [`gone${index}`, 404]);
		const host = watch({}, { ...Object.fromEntries(gone), a: 'completed', b: 'failed' });
		expect(await poll(host)).toBeNull();
		expect(await poll(host)).toEqual([
			['a', 'completed'],
			['b', 'failed'],
		]);
	});

	it('does not read a task again that has ended', async () => {
		const host = watch({}, { a: 'completed', b: 'processing' });
		await poll(host);
		await poll(host);
		expect(host.sent.filter((call) => call.endsWith('/a'))).toHaveLength(1);
		expect(host.sent.filter((call) => call.endsWith('/b'))).toHaveLength(2);
	});

	it('does not report the first state of an unfinished task as a change', async () => {
		const states = { a: 'queued' };
		const host = watch({ events: ['changed'] }, states);
		expect(await poll(host)).toBeNull();
		states.a = 'processing';
		expect(await poll(host)).toEqual([['a', 'processing']]);
		states.a = 'queued';
		expect(await poll(host)).toBeNull();
		states.a = 'completed';
		expect(await poll(host)).toEqual([['a', 'completed']]);
	});

	it('logs a task that cannot be read, and reports the others', async () => {
		const host = watch({}, { one: 500, b: 'completed' });
		expect(await poll(host)).toEqual([['b', 'completed']]);
		expect(host.warnings).toEqual([expect.stringContaining('(task one)')]);
	});

	it('fails if no task can be read', async () => {
		await expect(poll(watch({}, { one: 500, two: 500 }))).rejects.toThrow('(task one)');
	});

	it('continues if only an unknown task is left, and fails if the gateway is down', async () => {
		const states: Record<string, string | number> = { done: 'completed', gone: 404 };
		const host = watch({}, states);
		await poll(host);
		expect(await poll(host)).toBeNull();
		expect(host.warnings).toHaveLength(2);
		states.gone = 503;
		await expect(poll(host)).rejects.toThrow('(task gone)');
	});

	it('reads as many tasks as the gateway allows in a minute, and the rest in the next poll', async () => {
		const states = Object.fromEntries(
			Array.from({ length: 40 }, (_, index) => [`t${index}`, 'processing']),
		);
		const host = watch({}, states);
		await poll(host);
		expect(host.sent).toHaveLength(30);
		await poll(host);
		expect(new Set(host.sent).size).toBe(40);
		expect(host.sent).toHaveLength(60);
	});

	it('stops reading after a minute, and continues in the next poll', async () => {
		const states = Object.fromEntries(
			Array.from({ length: 100 }, (_, index) => [`t${index}`, 'processing']),
		);
		const host = watch({}, states, 'openAiHk');
		await poll(host);
		// A read takes a second here, and the clock is checked after every 25 reads.
		expect(host.sent).toHaveLength(75);
		await poll(host);
		expect(new Set(host.sent).size).toBe(100);
	});

	it('never runs twice at once', async () => {
		const host = watch({}, { a: 'completed' });
		const [one, two] = await Promise.all([poll(host), poll(host)]);
		expect([one, two]).toEqual([[['a', 'completed']], null]);
	});
});

describe('polling the recent tasks', () => {
	it('reports nothing at first, and then each task that has ended since', async () => {
		const states: Record<string, string> = { old: 'completed', running: 'processing' };
		const host = watch({ watch: 'recent' }, states, 'dreamMachine');
		expect(await poll(host)).toBeNull();
		Object.assign(states, { running: 'completed', fresh: 'failed', other: 'processing' });
		expect(await poll(host)).toEqual([
			['running', 'completed'],
			['fresh', 'failed'],
		]);
		expect(await poll(host)).toBeNull();
	});

	it('returns tasks oldest first, whatever the order of the list', async () => {
		const dates: Record<string, string> = { a: '2026-01-02', b: '2026-01-03', c: '2026-01-01' };
		let listed: string[] = [];
		const host = fakeHost(
			{ source: 'poll', watch: 'recent' },
			() => {
				const tasks = listed.map((id) => ({ ...completed(id), created_at: dates[id] }));
				return ok({ generations: tasks, count: tasks.length });
			},
			{ gateway: 'dreamMachine' },
		);
		await poll(host);
		listed = ['a', 'b', 'c'];
		expect((await poll(host))?.map(([taskId]) => taskId)).toEqual(['c', 'a', 'b']);
	});

	it('starts over with another credential', async () => {
		const host = watch({ watch: 'recent' }, { a: 'completed' }, 'dreamMachine');
		await poll(host);
		const other = watch({ watch: 'recent' }, { b: 'completed' }, 'dreamMachine', 'two');
		Object.assign(other.staticData, host.staticData);
		expect(await poll(other)).toBeNull();
	});

	it('fails if the answer is not a list', async () => {
		const host = fakeHost(
			{ source: 'poll', watch: 'recent' },
			() => ({ statusCode: 200, body: '<html></html>' }),
			{ gateway: 'dreamMachine' },
		);
		await expect(poll(host)).rejects.toThrow();
	});

	it('is rejected on a gateway without a list', async () => {
		const host = watch({ watch: 'recent' }, {}, 'cometApi');
		await expect(poll(host)).rejects.toMatchObject({
			code: 'invalidInput',
			message: 'CometAPI has no list of recent tasks',
			description: expect.stringContaining("'List of Tasks'") as string,
		});
	});
});

describe('a test in the editor', () => {
	/** n8n passes the parameters by item to a node that executes. */
	const sample = async ({ context }: Host) => {
		const getNodeParameter = (name: string, _: number, fallback?: unknown) =>
			context.getNodeParameter(name, fallback);
		const items = await sampleTasks({
			...context,
			getNodeParameter,
		} as unknown as IExecuteFunctions);
		return items.map(({ json }) => json.taskId);
	};

	it('returns the current state of the listed tasks each time, and stores nothing', async () => {
		const host = watch({ taskIds: 'c,b,a' }, { a: 'completed', b: 'processing', c: 'failed' });
		expect(await sample(host)).toEqual(['c', 'a']);
		expect(await sample(host)).toEqual(['c', 'a']);
		expect(host.staticData).toEqual({});
	});

	it('returns the newest of the recent tasks', async () => {
		const states = { a: 'completed', b: 'completed', c: 'processing' };
		expect(await sample(watch({ watch: 'recent' }, states, 'dreamMachine'))).toEqual(['b']);
	});
});
