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

const rests = () => new LumaFailure('gateway', 'It rests', 'Wait.', { retryable: true });
const busy = (retryAfterMs?: number) =>
	new LumaFailure('rateLimit', 'Too fast', 'Wait.', { retryable: true, retryAfterMs });
const unknown = () => new LumaFailure('taskNotFound', 'No such task', 'Check it.');
const refused = () => new LumaFailure('auth', 'No key', 'Check it.', { retryable: false });

const START = 1_700_000_000_000;

/** Time that passes only when somebody sleeps or a request takes some. */
function fakeClock(stopAt = Infinity) {
	const clock = {
		time: 0,
		sleeps: [] as number[],
		now: () => START + clock.time,
		isStopped: () => clock.time >= stopAt,
		async sleep(milliseconds: number) {
			if (clock.sleeps.push(milliseconds) > 5_000) throw new Error('It waits for ever');
			clock.time = Math.min(clock.time + Math.max(0, milliseconds), Math.max(stopAt, clock.time));
			await Promise.resolve();
		},
	};
	return clock;
}

interface WakeUp {
	at: number;
	ids: string[];
}

/** Waits for tasks at a gateway whose answers depend on the task, the time and the round. */
async function poll<T extends AwaitedTask>(
	tasks: T[],
	reply: (id: string, at: number, round: number) => Fetched,
	how: Partial<PollOptions<T>> & { clock?: Clock & { time: number }; requestMs?: number } = {},
) {
	const clock = how.clock ?? fakeClock();
	const rounds: WakeUp[] = [];
	const outcomes = await pollTasks(tasks, {
		isFatal: () => false,
		...how,
		clock,
		async fetch(ids) {
			rounds.push({ at: clock.time / 1000, ids });
			const at = clock.time / 1000;
			clock.time += how.requestMs ?? 0;
			return await Promise.resolve(new Map(ids.map((id) => [id, reply(id, at, rounds.length)])));
		},
	});
	return { outcomes, rounds, seconds: clock.time / 1000, of: (task: T) => outcomes.get(task) };
}

const task = (taskId: string, timeoutSeconds = 900): AwaitedTask => ({
	taskId,
	timeoutSeconds,
	deadline: START + timeoutSeconds * 1000,
});
const stateOf = (outcome: Outcome | undefined) =>
	outcome instanceof LumaFailure ? outcome.message : outcome?.task.state;

describe('waiting for tasks', () => {
	const READY: Record<string, number> = { a: 30, b: 60, c: 120 };
	const byTime = (id: string, at: number) => (at >= READY[id] ? done(id) : running(id));

	it('gives each its own outcome', async () => {
		const tasks = [task('a'), task('b'), task('c')];
		const { outcomes } = await poll(tasks, byTime);
		expect([...outcomes.keys()]).toStrictEqual(tasks);
		for (const [{ taskId }, outcome] of outcomes) {
			expect(outcome).toMatchObject({ task: { taskId, state: 'completed' }, timedOut: false });
		}
	});

	it('takes the time of the slowest, not the sum', async () => {
		const { seconds } = await poll([task('a'), task('b'), task('c')], byTime);
		expect(seconds).toBeGreaterThanOrEqual(120);
		expect(seconds).toBeLessThanOrEqual(135);
	});

	it('asks for all that are open together, and never again for those at an end', async () => {
		const { rounds } = await poll([task('a'), task('b'), task('c')], byTime);
		expect(rounds[0]).toStrictEqual({ at: 0, ids: ['a', 'b', 'c'] });
		for (const { at, ids } of rounds) {
			const after = (id: string) => rounds.find((round) => round.at >= READY[id]) as WakeUp;
			for (const id of ids) expect(at).toBeLessThanOrEqual(after(id).at);
		}
		expect(rounds.at(-1)?.ids).toStrictEqual(['c']);
	});

	it('takes no time where all are at an end already', async () => {
		const { seconds, rounds, outcomes } = await poll([task('a'), task('b')], done);
		expect(seconds).toBe(0);
		expect(rounds).toHaveLength(1);
		expect(outcomes.size).toBe(2);
	});

	it('ends also with tasks that failed', async () => {
		const tasks = [task('a'), task('b')];
		const { of } = await poll(tasks, (id) => (id === 'a' ? failed(id) : done(id)));
		expect(of(tasks[0])).toMatchObject({ task: { state: 'failed' }, timedOut: false });
		expect(stateOf(of(tasks[1]))).toBe('completed');
	});

	it('asks once for a task that several items wait for, and tells each', async () => {
		const tasks = [task('a'), task('b'), task('a'), task('a', 20)];
		const { rounds, of } = await poll(tasks, byTime);
		for (const { ids } of rounds) expect(ids).toStrictEqual([...new Set(ids)]);
		expect(stateOf(of(tasks[0]))).toBe('completed');
		expect(stateOf(of(tasks[2]))).toBe('completed');
		expect(of(tasks[3])).toMatchObject({ task: { state: 'processing' }, timedOut: true });
	});

	it('for none gives none', async () => {
		expect((await poll([], running)).outcomes.size).toBe(0);
	});

	it('follows the schedule: slower the longer it takes', async () => {
		const clock = fakeClock();
		await poll([task('c')], byTime, { clock });
		expect(clock.sleeps[0]).toBe(3_800);
		expect(clock.sleeps.slice(-2, -1)).toStrictEqual([15_000]);
		for (const [index, pause] of clock.sleeps.slice(1, -1).entries()) {
			expect(pause).toBeGreaterThanOrEqual(clock.sleeps[index]);
		}
	});

	it('keeps to the interval of the user', async () => {
		const clock = fakeClock();
		await poll([task('c')], byTime, { clock, intervalSeconds: 30 });
		expect(clock.sleeps).toStrictEqual([30_000, 30_000, 30_000, 30_000]);
	});

	it('looks seldom while all are queued, and often once they are not', async () => {
		const queued = (id: string) => answer({ id, state: 'queued' });
		const reply = (id: string, at: number) => {
			if (at < (id === 'a' ? 20 : 40)) return queued(id);
			return at < 60 ? running(id) : done(id);
		};
		const { rounds } = await poll([task('a'), task('b')], reply);
		expect(rounds.map(({ at }) => at)).toStrictEqual([0, 15, 30, 36, 43, 50, 57, 64]);
	});

	it("looks when the first of them should be done by the gateway's word", async () => {
		const ends: Record<string, number> = { a: 40, b: 22 };
		const reply = (id: string, at: number) => {
			if (at >= ends[id]) return done(id);
			return answer({ id, state: 'processing', estimate_wait_seconds: Math.ceil(ends[id] - at) });
		};
		const { rounds } = await poll([task('a'), task('b')], reply);
		expect(rounds.map(({ at }) => Math.round(at))).toStrictEqual([0, 15, 23, 38, 42]);
	});
});

describe('a gateway that allows so many requests a minute', () => {
	const many = (howMany: number, seconds = 900) =>
		Array.from({ length: howMany }, (_, index) => task(`t${index}`, seconds));
	const mostInAMinute = (rounds: WakeUp[]) =>
		Math.max(
			...rounds.map(({ at: end }) =>
				rounds
					.filter(({ at }) => at > end - 60 && at <= end)
					.reduce((sum, { ids }) => sum + ids.length, 0),
			),
		);

	it.each([1, 10, 20, 31, 100])('gets no more: %i tasks', async (howMany) => {
		const { rounds, outcomes } = await poll(
			many(howMany),
			(id, at) => (at >= 100 + Number(id.slice(1)) ? done(id) : running(id)),
			{ tasksPerMinute: 30 },
		);
		expect(mostInAMinute(rounds)).toBeLessThanOrEqual(30);
		expect(outcomes.size).toBe(howMany);
	});

	it('is asked for each task in turn', async () => {
		const { rounds } = await poll(many(70), (id, at) => (at >= 300 ? done(id) : running(id)), {
			tasksPerMinute: 30,
		});
		const asked = new Map(rounds[0].ids.map((id) => [id, 0]));
		for (const { ids } of rounds.slice(0, 6)) {
			for (const id of ids) asked.set(id, (asked.get(id) ?? 0) + 1);
		}
		expect(asked.size).toBe(70);
		expect(Math.max(...asked.values()) - Math.min(...asked.values())).toBeLessThanOrEqual(1);
	});

	it('is asked first for those at their limit, at most a minute late', async () => {
		const tasks = [...many(40), task('late', 70)];
		const { rounds, of } = await poll(tasks, running, { tasksPerMinute: 30 });
		const looks = rounds.filter(({ ids }) => ids.includes('late')).map(({ at }) => at);
		expect(looks.at(-1)).toBeGreaterThanOrEqual(70);
		expect(looks.at(-1)).toBeLessThanOrEqual(130);
		expect(of(tasks[40])).toMatchObject({ timedOut: true });
		expect(of(tasks[40])).not.toHaveProperty('lastFailure');
	});

	it('ends those that it leaves no request for soon after their limit, and says why', async () => {
		const tasks = many(200, 100);
		const { outcomes, seconds, rounds } = await poll(tasks, running, { tasksPerMinute: 30 });
		expect(mostInAMinute(rounds)).toBeLessThanOrEqual(30);
		expect(seconds).toBeLessThanOrEqual(100 + 60);
		const asked = new Set(rounds.filter(({ at }) => at >= 100).flatMap(({ ids }) => ids));
		for (const [{ taskId }, outcome] of outcomes) {
			expect(outcome).toMatchObject({ task: { taskId }, timedOut: true });
			if (asked.has(taskId)) continue;
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

describe('the limit of a wait', () => {
	it('has a last look at the task when it is reached', async () => {
		const one = task('a', 100);
		const { rounds, of, seconds } = await poll([one], running);
		expect(rounds.at(-1)?.at).toBe(100);
		expect(seconds).toBe(100);
		expect(of(one)).toMatchObject({ task: { taskId: 'a', state: 'processing' }, timedOut: true });
		expect(of(one)).not.toHaveProperty('lastFailure');
	});

	it('is not missed by a task that is done at the last moment', async () => {
		const one = task('a', 100);
		const { of } = await poll([one], (id, at) => (at >= 100 ? done(id) : running(id)));
		expect(of(one)).toMatchObject({ task: { state: 'completed' }, timedOut: false });
	});

	it('is its own for each task', async () => {
		const [short, long] = [task('a', 20), task('b', 70)];
		const { of, rounds, seconds } = await poll([short, long], running);
		expect(of(short)).toMatchObject({ timedOut: true });
		expect(of(long)).toMatchObject({ timedOut: true });
		expect(rounds.filter(({ ids }) => ids.includes('a')).at(-1)?.at).toBe(20);
		expect(rounds.filter(({ ids }) => ids.includes('b')).at(-1)?.at).toBe(70);
		expect(seconds).toBe(70);
	});

	it('wins over the interval, over the backoff and over what the gateway asks for', async () => {
		const one = task('a', 50);
		const { rounds } = await poll([one], running, { intervalSeconds: 3_600 });
		expect(rounds.map(({ at }) => at)).toStrictEqual([0, 50]);
		expect((await poll([one], () => busy(600_000))).rounds.map(({ at }) => at)).toStrictEqual([
			0, 50,
		]);
	});

	it('holds where a request takes longer than it', async () => {
		const one = task('a', 30);
		const { of, rounds } = await poll([one], running, { requestMs: 45_000 });
		expect(rounds).toHaveLength(1);
		expect(of(one)).toMatchObject({ timedOut: true });
	});

	it('gives the task by its ID alone where the last look got no answer', async () => {
		const one = task('a', 60);
		const { of } = await poll([one], (id, at) => (at > 40 ? rests() : running(id)));
		expect(of(one)).toMatchObject({
			task: { taskId: 'a', state: 'processing' },
			body: { taskId: 'a' },
			timedOut: true,
		});
		expect((of(one) as { lastFailure?: LumaFailure }).lastFailure?.message).toContain('It rests');
	});

	it('gives the task by its ID alone where it was never seen', async () => {
		const one = task('a', 60);
		expect((await poll([one], () => busy())).of(one)).toMatchObject({
			task: { taskId: 'a', state: 'processing', videoUrl: null },
			timedOut: true,
			lastFailure: { code: 'rateLimit' },
		});
	});
});

describe('an answer that did not come', () => {
	it('does not end the wait', async () => {
		const one = task('a');
		const { of } = await poll([one], (id, _at, round) => (round <= 5 ? rests() : done(id)));
		expect(stateOf(of(one))).toBe('completed');
	});

	it('ends it after ten minutes of them', async () => {
		const one = task('a', 86_400);
		const { of, rounds, seconds } = await poll([one], rests);
		expect(of(one)).toMatchObject({ code: 'gateway' });
		expect(rounds.length).toBeLessThan(20);
		expect(seconds).toBeGreaterThan(600);
		expect(seconds).toBeLessThan(700);
	});

	it('does not end it after a few reads, however long the interval is', async () => {
		const one = task('a', 86_400);
		const { of, rounds } = await poll(
			[one],
			(id, _at, round) => (round <= 3 ? rests() : done(id)),
			{ intervalSeconds: 900 },
		);
		expect(stateOf(of(one))).toBe('completed');
		expect(rounds).toHaveLength(4);
	});

	it('survives an outage of five minutes', async () => {
		const one = task('a');
		const { of } = await poll([one], (id, at) => {
			if (at > 10 && at < 310) return rests();
			return at >= 310 ? done(id) : running(id);
		});
		expect(stateOf(of(one))).toBe('completed');
	});

	it('counts from the start again after an answer', async () => {
		const one = task('a', 86_400);
		const { of } = await poll([one], (id, _at, round) => {
			if (round > 40) return done(id);
			return round % 9 === 0 ? running(id) : rests();
		});
		expect(stateOf(of(one))).toBe('completed');
	});

	it('makes the pauses longer, for all', async () => {
		const clock = fakeClock();
		const tasks = [task('a'), task('b')];
		await poll(
			tasks,
			(id, _at, round) => {
				if (round > 5) return done(id);
				return id === 'a' ? rests() : running(id);
			},
			{ clock },
		);
		expect(clock.sleeps).toStrictEqual([3_800, 3_800, 7_600, 15_200, 30_400]);
	});

	it('for one task does not touch the others', async () => {
		const [bad, good] = [task('a'), task('b')];
		const { of, rounds } = await poll([bad, good], (id, at) => {
			if (id === 'a') return refused();
			return at >= 60 ? done(id) : running(id);
		});
		expect(of(bad)).toMatchObject({ code: 'auth' });
		expect(stateOf(of(good))).toBe('completed');
		expect(rounds.filter(({ ids }) => ids.includes('a'))).toHaveLength(1);
	});

	it('that will not change ends the wait at once', async () => {
		const one = task('a');
		const { of, rounds } = await poll([one], refused);
		expect(of(one)).toMatchObject({ code: 'auth' });
		expect(rounds).toHaveLength(1);
	});

	it('that will not change is told also at the limit', async () => {
		const one = task('a', 50);
		const { of } = await poll([one], (id, at) => (at >= 50 ? refused() : running(id)));
		expect(of(one)).toMatchObject({ code: 'auth' });
	});
});

describe('a task that the gateway does not know', () => {
	it('may be unknown for a moment after its submit (docs/gateways.md#unknown-tasks)', async () => {
		const one = task('a');
		const { of } = await poll([one], (id, _at, round) => (round <= 3 ? unknown() : done(id)));
		expect(stateOf(of(one))).toBe('completed');
	});

	it('is unknown for good after the fourth time', async () => {
		const one = task('a');
		const { of, rounds } = await poll([one], unknown);
		expect(of(one)).toMatchObject({ code: 'taskNotFound' });
		expect(rounds).toHaveLength(4);
	});

	it('has its moment also after answers that did not come', async () => {
		const one = task('a');
		const { of } = await poll([one], (id, _at, round) => {
			if (round <= 4) return rests();
			return round === 5 ? unknown() : done(id);
		});
		expect(stateOf(of(one))).toBe('completed');
	});
});

describe('a gateway that asks for patience', () => {
	it('is waited for as long as it says', async () => {
		const clock = fakeClock();
		const tasks = [task('a'), task('b')];
		await poll(
			tasks,
			(id, _at, round) => {
				if (round > 1) return done(id);
				return id === 'a' ? busy(70_000) : busy(20_000);
			},
			{ clock },
		);
		expect(clock.sleeps).toStrictEqual([70_000]);
	});

	it('never ends the wait before its limit', async () => {
		const one = task('a', 86_400);
		const { of, rounds } = await poll([one], (id, _at, round) => (round > 100 ? done(id) : busy()));
		expect(stateOf(of(one))).toBe('completed');
		expect(rounds).toHaveLength(101);
	});

	it('does not use up the patience for other answers that did not come', async () => {
		const one = task('a', 86_400);
		const { of } = await poll([one], (id, _at, round) => {
			if (round > 16) return done(id);
			return round % 2 ? busy() : rests();
		});
		expect(stateOf(of(one))).toBe('completed');
	});
});

describe('a wait that is left off', () => {
	const until = (seconds: number) => ({ until: START + seconds * 1000 });

	it('gives the outcomes that there are by then', async () => {
		const tasks = [task('a'), task('b')];
		const { outcomes, seconds } = await poll(
			tasks,
			(id, at) => (id === 'a' && at >= 10 ? done(id) : running(id)),
			until(30),
		);
		expect([...outcomes.keys()]).toStrictEqual([tasks[0]]);
		expect(seconds).toBe(30);
	});

	it('has looked once, also where it is left off at once', async () => {
		const tasks = [task('a'), task('b')];
		const reply = (id: string) => (id === 'a' ? done(id) : running(id));
		const { outcomes, rounds } = await poll(tasks, reply, until(0));
		expect([...outcomes.keys()]).toStrictEqual([tasks[0]]);
		expect(rounds).toHaveLength(1);
	});
});

describe('Stop', () => {
	it.each([
		['while it sleeps', 0, 50_000],
		['while a request is under way', 10_000, 5_000],
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

	it('asks for nothing more', async () => {
		const clock = fakeClock(10_000);
		let asked = 0;
		const waiting = poll(
			[task('a')],
			(id, at) => {
				asked++;
				expect(at).toBeLessThan(10);
				return running(id);
			},
			{ clock },
		);
		await expect(waiting).rejects.toThrow('a');
		expect(asked).toBeGreaterThan(0);
		expect(clock.time).toBe(10_000);
	});
});

describe('an outcome that ends the wait for all', () => {
	interface Item extends AwaitedTask {
		stops: boolean;
	}
	const item = (taskId: string, stops: boolean): Item => ({ ...task(taskId), stops });
	const isFatal = (outcome: Outcome, { stops }: Item) =>
		stops && (outcome instanceof LumaFailure || outcome.task.state === 'failed');

	it('leaves the open ones without an outcome', async () => {
		const tasks = [item('a', true), item('b', true), item('c', true)];
		const reply = (id: string, at: number) => {
			if (id === 'a') return done(id);
			return id === 'b' && at >= 30 ? failed(id) : running(id);
		};
		const { outcomes, seconds } = await poll(tasks, reply, { isFatal });
		expect([...outcomes.keys()].map(({ taskId }) => taskId)).toStrictEqual(['a', 'b']);
		expect(seconds).toBeLessThan(45);
	});

	it('is one that the task says is fatal', async () => {
		const tasks = [item('a', false), item('b', true)];
		const reply = (id: string, at: number) => {
			if (id === 'a') return failed(id);
			return at >= 60 ? done(id) : running(id);
		};
		const { outcomes } = await poll(tasks, reply, { isFatal });
		expect(outcomes.size).toBe(2);
	});

	it('can be an answer that did not come', async () => {
		const tasks = [item('a', true), item('b', true)];
		const { outcomes, rounds } = await poll(tasks, (id) => (id === 'a' ? refused() : running(id)), {
			isFatal,
		});
		expect(outcomes.size).toBe(1);
		expect(rounds).toHaveLength(1);
	});
});
