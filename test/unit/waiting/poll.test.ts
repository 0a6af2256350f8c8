import { LumaFailure } from '../../../nodes/Luma/task/failure';
import { readTask } from '../../../nodes/Luma/task/readTask';
import type { Task, TaskAnswer } from '../../../nodes/Luma/task/task';
import type { Clock } from '../../../nodes/Luma/waiting/clock';
import type { PollOptions } from '../../../nodes/Luma/waiting/poll';
import { pollTasks } from '../../../nodes/Luma/waiting/poll';
import type { Outcome, AwaitedTask } from '../../../nodes/Luma/waiting/awaitedTask';
import { expectOwnWords } from '../wording';

type Fetched = TaskAnswer | LumaFailure;

const answer = (body: Record<string, unknown>): TaskAnswer => ({
	task: readTask(body) as Task,
	body,
});
const running = (id: string) => answer({ id, state: 'processing' });
const done = (id: string) =>
	answer({ id, state: 'completed', video: { url: `https://cdn.example.com/${id}.mp4` } });
const failed = (id: string) => answer({ id, state: 'failed', failure_reason: 'no' });

const down = () => new LumaFailure('gateway', 'It is down', 'Wait.', { retryable: true });
const busy = (retryAfterMs?: number) =>
	new LumaFailure('rateLimit', 'Too fast', 'Wait.', { retryable: true, retryAfterMs });
const unknown = () => new LumaFailure('taskNotFound', 'No such task', 'Check it.');
const refused = () => new LumaFailure('auth', 'No key', 'Check it.', { retryable: false });

const START = 1_700_000_000_000;

/** A clock that advances only by sleeps and requests. */
function fakeClock(stopAt = Infinity) {
	const clock = {
		time: 0,
		sleeps: [] as number[],
		now: () => START + clock.time,
		isStopped: () => clock.time >= stopAt,
		async sleep(milliseconds: number) {
			if (clock.sleeps.push(milliseconds) > 5_000) throw new Error('It waits forever');
			clock.time = Math.min(clock.time + Math.max(0, milliseconds), Math.max(stopAt, clock.time));
			await Promise.resolve();
		},
	};
	return clock;
}

interface Check {
	at: number;
	ids: string[];
}

/** Waits for tasks at a gateway whose answers depend on the task, the time and the number of the check. */
async function poll<T extends AwaitedTask>(
	tasks: T[],
	reply: (id: string, at: number, check: number) => Fetched,
	how: Partial<PollOptions<T>> & { clock?: Clock & { time: number }; requestMs?: number } = {},
) {
	const clock = how.clock ?? fakeClock();
	const checks: Check[] = [];
	const outcomes = await pollTasks(tasks, {
		isFatal: () => false,
		...how,
		clock,
		async fetch(ids) {
			checks.push({ at: clock.time / 1000, ids });
			const at = clock.time / 1000;
			clock.time += how.requestMs ?? 0;
			return await Promise.resolve(new Map(ids.map((id) => [id, reply(id, at, checks.length)])));
		},
	});
	return { outcomes, checks, seconds: clock.time / 1000, of: (task: T) => outcomes.get(task) };
}

const task = (taskId: string, timeoutSeconds = 900): AwaitedTask => ({
	taskId,
	timeoutSeconds,
	deadline: START + timeoutSeconds * 1000,
});
const stateOf = (outcome: Outcome | undefined) =>
	outcome instanceof LumaFailure ? outcome.message : outcome?.task.state;

describe('polling tasks', () => {
	const READY: Record<string, number> = { a: 30, b: 60, c: 120 };
	const byTime = (id: string, at: number) => (at >= READY[id] ? done(id) : running(id));

	it('returns an outcome for each', async () => {
		const tasks = [task('a'), task('b'), task('c')];
		const { outcomes } = await poll(tasks, byTime);
		expect([...outcomes.keys()]).toStrictEqual(tasks);
		for (const [{ taskId }, outcome] of outcomes) {
			expect(outcome).toMatchObject({ task: { taskId, state: 'completed' }, timedOut: false });
		}
	});

	it('takes as long as the slowest task, not the sum', async () => {
		const { seconds } = await poll([task('a'), task('b'), task('c')], byTime);
		expect(seconds).toBeGreaterThanOrEqual(120);
		expect(seconds).toBeLessThanOrEqual(135);
	});

	it('reads all open tasks together, and ended ones never again', async () => {
		const { checks } = await poll([task('a'), task('b'), task('c')], byTime);
		expect(checks[0]).toStrictEqual({ at: 0, ids: ['a', 'b', 'c'] });
		for (const { at, ids } of checks) {
			const after = (id: string) => checks.find((check) => check.at >= READY[id]) as Check;
			for (const id of ids) expect(at).toBeLessThanOrEqual(after(id).at);
		}
		expect(checks.at(-1)?.ids).toStrictEqual(['c']);
	});

	it('takes no time if all have ended already', async () => {
		const { seconds, checks, outcomes } = await poll([task('a'), task('b')], done);
		expect(seconds).toBe(0);
		expect(checks).toHaveLength(1);
		expect(outcomes.size).toBe(2);
	});

	it('ends with failed tasks, too', async () => {
		const tasks = [task('a'), task('b')];
		const { of } = await poll(tasks, (id) => (id === 'a' ? failed(id) : done(id)));
		expect(of(tasks[0])).toMatchObject({ task: { state: 'failed' }, timedOut: false });
		expect(stateOf(of(tasks[1]))).toBe('completed');
	});

	it('reads a task once that several items wait for, and returns an outcome for each item', async () => {
		const tasks = [task('a'), task('b'), task('a'), task('a', 20)];
		const { checks, of } = await poll(tasks, byTime);
		for (const { ids } of checks) expect(ids).toStrictEqual([...new Set(ids)]);
		expect(stateOf(of(tasks[0]))).toBe('completed');
		expect(stateOf(of(tasks[2]))).toBe('completed');
		expect(of(tasks[3])).toMatchObject({ task: { state: 'processing' }, timedOut: true });
	});

	it('returns nothing for no tasks', async () => {
		expect((await poll([], running)).outcomes.size).toBe(0);
	});

	it('follows the schedule, and becomes slower over time', async () => {
		const clock = fakeClock();
		await poll([task('c')], byTime, { clock });
		expect(clock.sleeps[0]).toBe(3_800);
		expect(clock.sleeps.slice(-2, -1)).toStrictEqual([15_000]);
		for (const [index, pause] of clock.sleeps.slice(1, -1).entries()) {
			expect(pause).toBeGreaterThanOrEqual(clock.sleeps[index]);
		}
	});

	it('follows the interval of the user', async () => {
		const clock = fakeClock();
		await poll([task('c')], byTime, { clock, intervalSeconds: 30 });
		expect(clock.sleeps).toStrictEqual([30_000, 30_000, 30_000, 30_000]);
	});

	it('checks rarely while all tasks are queued, and often afterwards', async () => {
		const queued = (id: string) => answer({ id, state: 'queued' });
		const reply = (id: string, at: number) => {
			if (at < (id === 'a' ? 20 : 40)) return queued(id);
			return at < 60 ? running(id) : done(id);
		};
		const { checks } = await poll([task('a'), task('b')], reply);
		expect(checks.map(({ at }) => at)).toStrictEqual([0, 15, 30, 36, 43, 50, 57, 64]);
	});

	it("checks when the first task should be completed by the gateway's estimate", async () => {
		const ends: Record<string, number> = { a: 40, b: 22 };
		const reply = (id: string, at: number) => {
			if (at >= ends[id]) return done(id);
			return answer({ id, state: 'processing', estimate_wait_seconds: Math.ceil(ends[id] - at) });
		};
		const { checks } = await poll([task('a'), task('b')], reply);
		expect(checks.map(({ at }) => Math.round(at))).toStrictEqual([0, 15, 23, 38, 42]);
	});
});

describe('a gateway with a rate limit', () => {
	const many = (howMany: number, seconds = 900) =>
		Array.from({ length: howMany }, (_, index) => task(`t${index}`, seconds));
	const mostInAMinute = (checks: Check[]) =>
		Math.max(
			...checks.map(({ at: end }) =>
				checks
					.filter(({ at }) => at > end - 60 && at <= end)
					.reduce((sum, { ids }) => sum + ids.length, 0),
			),
		);

	it.each([1, 10, 20, 31, 100])(
		'gets no more requests than it allows: %i tasks',
		async (howMany) => {
			const { checks, outcomes } = await poll(
				many(howMany),
				(id, at) => (at >= 100 + Number(id.slice(1)) ? done(id) : running(id)),
				{ tasksPerMinute: 30 },
			);
			expect(mostInAMinute(checks)).toBeLessThanOrEqual(30);
			expect(outcomes.size).toBe(howMany);
		},
	);

	it('is asked for each task equally often', async () => {
		const { checks } = await poll(many(70), (id, at) => (at >= 300 ? done(id) : running(id)), {
			tasksPerMinute: 30,
		});
		const reads = new Map(checks[0].ids.map((id) => [id, 0]));
		for (const { ids } of checks.slice(0, 6)) {
			for (const id of ids) reads.set(id, (reads.get(id) ?? 0) + 1);
		}
		expect(reads.size).toBe(70);
		expect(Math.max(...reads.values()) - Math.min(...reads.values())).toBeLessThanOrEqual(1);
	});

	it('is asked first for tasks past their deadline, at most a minute late', async () => {
		const tasks = [...many(40), task('late', 70)];
		const { checks, of } = await poll(tasks, running, { tasksPerMinute: 30 });
		const times = checks.filter(({ ids }) => ids.includes('late')).map(({ at }) => at);
		expect(times.at(-1)).toBeGreaterThanOrEqual(70);
		expect(times.at(-1)).toBeLessThanOrEqual(130);
		expect(of(tasks[40])).toMatchObject({ timedOut: true });
		expect(of(tasks[40])).not.toHaveProperty('lastFailure');
	});

	it('lets tasks time out soon after their deadline if it leaves no request for them, with that reason', async () => {
		const tasks = many(200, 100);
		const { outcomes, seconds, checks } = await poll(tasks, running, { tasksPerMinute: 30 });
		expect(mostInAMinute(checks)).toBeLessThanOrEqual(30);
		expect(seconds).toBeLessThanOrEqual(100 + 60);
		const read = new Set(checks.filter(({ at }) => at >= 100).flatMap(({ ids }) => ids));
		for (const [{ taskId }, outcome] of outcomes) {
			expect(outcome).toMatchObject({ task: { taskId }, timedOut: true });
			if (read.has(taskId)) continue;
			const { lastFailure, body } = outcome as { lastFailure: LumaFailure; body: unknown };
			expect(body).toStrictEqual({ taskId });
			expect(lastFailure.code).toBe('rateLimit');
			expect(lastFailure.facts).toStrictEqual({ taskId, retryable: true });
			expect(lastFailure.message).toMatch(/rate limit/);
			expect(lastFailure.description).toMatch(/'Timeout'/);
			expectOwnWords(lastFailure);
		}
		expect(outcomes.size).toBe(200);
	});
});

describe('the deadline of a task', () => {
	it('comes with a final check', async () => {
		const one = task('a', 100);
		const { checks, of, seconds } = await poll([one], running);
		expect(checks.at(-1)?.at).toBe(100);
		expect(seconds).toBe(100);
		expect(of(one)).toMatchObject({ task: { taskId: 'a', state: 'processing' }, timedOut: true });
		expect(of(one)).not.toHaveProperty('lastFailure');
	});

	it('is met by a task that completes at the last moment', async () => {
		const one = task('a', 100);
		const { of } = await poll([one], (id, at) => (at >= 100 ? done(id) : running(id)));
		expect(of(one)).toMatchObject({ task: { state: 'completed' }, timedOut: false });
	});

	it('is separate for each task', async () => {
		const [short, long] = [task('a', 20), task('b', 70)];
		const { of, checks, seconds } = await poll([short, long], running);
		expect(of(short)).toMatchObject({ timedOut: true });
		expect(of(long)).toMatchObject({ timedOut: true });
		expect(checks.filter(({ ids }) => ids.includes('a')).at(-1)?.at).toBe(20);
		expect(checks.filter(({ ids }) => ids.includes('b')).at(-1)?.at).toBe(70);
		expect(seconds).toBe(70);
	});

	it('comes before the interval, the backoff and the Retry-After end', async () => {
		const one = task('a', 50);
		const { checks } = await poll([one], running, { intervalSeconds: 3_600 });
		expect(checks.map(({ at }) => at)).toStrictEqual([0, 50]);
		expect((await poll([one], () => busy(600_000))).checks.map(({ at }) => at)).toStrictEqual([
			0, 50,
		]);
	});

	it('holds if a request takes longer', async () => {
		const one = task('a', 30);
		const { of, checks } = await poll([one], running, { requestMs: 45_000 });
		expect(checks).toHaveLength(1);
		expect(of(one)).toMatchObject({ timedOut: true });
	});

	it('ends with only the task ID if the final check got no answer', async () => {
		const one = task('a', 60);
		const { of } = await poll([one], (id, at) => (at > 40 ? down() : running(id)));
		expect(of(one)).toMatchObject({
			task: { taskId: 'a', state: 'processing' },
			body: { taskId: 'a' },
			timedOut: true,
		});
		expect((of(one) as { lastFailure?: LumaFailure }).lastFailure?.message).toContain('It is down');
	});

	it('ends with only the task ID if the task was never read', async () => {
		const one = task('a', 60);
		expect((await poll([one], () => busy())).of(one)).toMatchObject({
			task: { taskId: 'a', state: 'processing', videoUrl: null },
			timedOut: true,
			lastFailure: { code: 'rateLimit' },
		});
	});
});

describe('a failed read', () => {
	it('does not end the wait if it may succeed later', async () => {
		const one = task('a');
		const { of } = await poll([one], (id, _at, check) => (check <= 5 ? down() : done(id)));
		expect(stateOf(of(one))).toBe('completed');
	});

	it('ends the wait after ten minutes of them', async () => {
		const one = task('a', 86_400);
		const { of, checks, seconds } = await poll([one], down);
		expect(of(one)).toMatchObject({ code: 'gateway' });
		expect(checks.length).toBeLessThan(20);
		expect(seconds).toBeGreaterThan(600);
		expect(seconds).toBeLessThan(700);
	});

	it('does not end the wait after fewer than four, however long the interval is', async () => {
		const one = task('a', 86_400);
		const { of, checks } = await poll([one], (id, _at, check) => (check <= 3 ? down() : done(id)), {
			intervalSeconds: 900,
		});
		expect(stateOf(of(one))).toBe('completed');
		expect(checks).toHaveLength(4);
	});

	it('does not end the wait during an outage of five minutes', async () => {
		const one = task('a');
		const { of } = await poll([one], (id, at) => {
			if (at > 10 && at < 310) return down();
			return at >= 310 ? done(id) : running(id);
		});
		expect(stateOf(of(one))).toBe('completed');
	});

	it('no longer counts after an answer', async () => {
		const one = task('a', 86_400);
		const { of } = await poll([one], (id, _at, check) => {
			if (check > 40) return done(id);
			return check % 9 === 0 ? running(id) : down();
		});
		expect(stateOf(of(one))).toBe('completed');
	});

	it('lengthens the pauses for all tasks', async () => {
		const clock = fakeClock();
		const tasks = [task('a'), task('b')];
		await poll(
			tasks,
			(id, _at, check) => {
				if (check > 5) return done(id);
				return id === 'a' ? down() : running(id);
			},
			{ clock },
		);
		expect(clock.sleeps).toStrictEqual([3_800, 3_800, 7_600, 15_200, 30_400]);
	});

	it('of one task does not affect the others', async () => {
		const [bad, good] = [task('a'), task('b')];
		const { of, checks } = await poll([bad, good], (id, at) => {
			if (id === 'a') return refused();
			return at >= 60 ? done(id) : running(id);
		});
		expect(of(bad)).toMatchObject({ code: 'auth' });
		expect(stateOf(of(good))).toBe('completed');
		expect(checks.filter(({ ids }) => ids.includes('a'))).toHaveLength(1);
	});

	it('that is final ends the wait at once', async () => {
		const one = task('a');
		const { of, checks } = await poll([one], refused);
		expect(of(one)).toMatchObject({ code: 'auth' });
		expect(checks).toHaveLength(1);
	});

	it('that is final is returned at the deadline, too', async () => {
		const one = task('a', 50);
		const { of } = await poll([one], (id, at) => (at >= 50 ? refused() : running(id)));
		expect(of(one)).toMatchObject({ code: 'auth' });
	});
});

describe('a task that the gateway does not know', () => {
	it('can be unknown for a moment after its submit (docs/gateways.md#unknown-tasks)', async () => {
		const one = task('a');
		const { of } = await poll([one], (id, _at, check) => (check <= 3 ? unknown() : done(id)));
		expect(stateOf(of(one))).toBe('completed');
	});

	it('is lost after the fourth answer', async () => {
		const one = task('a');
		const { of, checks } = await poll([one], unknown);
		expect(of(one)).toMatchObject({ code: 'taskNotFound' });
		expect(checks).toHaveLength(4);
	});

	it('can still be unknown for a moment after failed reads', async () => {
		const one = task('a');
		const { of } = await poll([one], (id, _at, check) => {
			if (check <= 4) return down();
			return check === 5 ? unknown() : done(id);
		});
		expect(stateOf(of(one))).toBe('completed');
	});
});

describe('a gateway that is receiving too many requests', () => {
	it('gets a pause as long as it asks for', async () => {
		const clock = fakeClock();
		const tasks = [task('a'), task('b')];
		await poll(
			tasks,
			(id, _at, check) => {
				if (check > 1) return done(id);
				return id === 'a' ? busy(70_000) : busy(20_000);
			},
			{ clock },
		);
		expect(clock.sleeps).toStrictEqual([70_000]);
	});

	it('never ends the wait before the deadline', async () => {
		const one = task('a', 86_400);
		const { of, checks } = await poll([one], (id, _at, check) => (check > 100 ? done(id) : busy()));
		expect(stateOf(of(one))).toBe('completed');
		expect(checks).toHaveLength(101);
	});

	it('does not count toward an outage', async () => {
		const one = task('a', 86_400);
		const { of } = await poll([one], (id, _at, check) => {
			if (check > 16) return done(id);
			return check % 2 ? busy() : down();
		});
		expect(stateOf(of(one))).toBe('completed');
	});
});

describe('polling until a given time', () => {
	const until = (seconds: number) => ({ until: START + seconds * 1000 });

	it('returns the outcomes so far', async () => {
		const tasks = [task('a'), task('b')];
		const { outcomes, seconds } = await poll(
			tasks,
			(id, at) => (id === 'a' && at >= 10 ? done(id) : running(id)),
			until(30),
		);
		expect([...outcomes.keys()]).toStrictEqual([tasks[0]]);
		expect(seconds).toBe(30);
	});

	it('checks once, even if that time has passed', async () => {
		const tasks = [task('a'), task('b')];
		const reply = (id: string) => (id === 'a' ? done(id) : running(id));
		const { outcomes, checks } = await poll(tasks, reply, until(0));
		expect([...outcomes.keys()]).toStrictEqual([tasks[0]]);
		expect(checks).toHaveLength(1);
	});
});

describe('Stop', () => {
	it.each([
		['during a sleep', 0, 50_000],
		['during a request', 10_000, 5_000],
	])('ends the wait %s and names the tasks', async (_name, requestMs, stopAt) => {
		const waiting = poll([task('task-a'), task('task-b')], running, {
			clock: fakeClock(stopAt),
			requestMs,
		});
		const failure = (await waiting.catch((caught: LumaFailure) => caught)) as LumaFailure;
		expect(failure).toBeInstanceOf(LumaFailure);
		expect(failure.code).toBe('timeout');
		expect(failure.message).toContain('task-a');
		expect(failure.message).toContain('task-b');
		expectOwnWords(failure);
	});

	it('prevents further requests', async () => {
		const clock = fakeClock(10_000);
		let reads = 0;
		const waiting = poll(
			[task('a')],
			(id, at) => {
				reads++;
				expect(at).toBeLessThan(10);
				return running(id);
			},
			{ clock },
		);
		await expect(waiting).rejects.toThrow('a');
		expect(reads).toBeGreaterThan(0);
		expect(clock.time).toBe(10_000);
	});
});

describe('a fatal outcome', () => {
	interface Item extends AwaitedTask {
		stops: boolean;
	}
	const item = (taskId: string, stops: boolean): Item => ({ ...task(taskId), stops });
	const isFatal = (outcome: Outcome, { stops }: Item) =>
		stops && (outcome instanceof LumaFailure || outcome.task.state === 'failed');

	it('leaves the open tasks without an outcome', async () => {
		const tasks = [item('a', true), item('b', true), item('c', true)];
		const reply = (id: string, at: number) => {
			if (id === 'a') return done(id);
			return id === 'b' && at >= 30 ? failed(id) : running(id);
		};
		const { outcomes, seconds } = await poll(tasks, reply, { isFatal });
		expect([...outcomes.keys()].map(({ taskId }) => taskId)).toStrictEqual(['a', 'b']);
		expect(seconds).toBeLessThan(45);
	});

	it('depends on the task', async () => {
		const tasks = [item('a', false), item('b', true)];
		const reply = (id: string, at: number) => {
			if (id === 'a') return failed(id);
			return at >= 60 ? done(id) : running(id);
		};
		const { outcomes } = await poll(tasks, reply, { isFatal });
		expect(outcomes.size).toBe(2);
	});

	it('can be a failed read', async () => {
		const tasks = [item('a', true), item('b', true)];
		const { outcomes, checks } = await poll(tasks, (id) => (id === 'a' ? refused() : running(id)), {
			isFatal,
		});
		expect(outcomes.size).toBe(1);
		expect(checks).toHaveLength(1);
	});
});
