import type { GatewayName } from '../../nodes/Luma/gateways';
import { time } from '../engine/fakeClock';
import { chain, count, generate, hostFor, prompts, useEmulator, wait } from '../engine/support';
import { isOver } from '../emulator/tasks';
import { cpuMs } from '../cpu';
import { MANY, report } from './machine';

jest.mock('../../nodes/Luma/waiting/clock', () => jest.requireActual('../engine/fakeClock'));

const emulator = useEmulator();

/** For comparison, to see whether an item costs more among many. */
const FEW = MANY / 10;

/** Polls twice: at once, and when the videos are finished. */
const PATIENT = { timeout: 3_600, options: { pollInterval: 30 } };

const hostOf = (gateway: GatewayName) => hostFor(gateway, emulator.url(gateway));

/** Runs something and reports its cost. */
async function measured<T>(what: string, items: number, run: () => Promise<T>): Promise<T> {
	const before = { cpu: cpuMs(), now: time.now, requests: emulator.requests.length };
	const result = await run();
	const each = ((cpuMs() - before.cpu) / items).toFixed(2);
	const requests = emulator.requests.length - before.requests;
	const minutes = ((time.now - before.now) / 60_000).toFixed(0);
	report(
		`${what}: ${items} items, ${each} ms of CPU each, emulator included; ${requests} requests, ${minutes} minutes on the clock`,
	);
	return result;
}

/** Every item has its own finished task, in the order of the input. */
function mustBeWhole(items: Array<Record<string, unknown>>, gateway: GatewayName, length: number) {
	const tasks = emulator.accepted(gateway);
	expect(tasks.map(({ prompt }) => prompt)).toEqual(count(length));
	expect(items.map(({ taskId }) => taskId)).toEqual(tasks.map(({ id }) => id));
	expect(items.filter(({ state, videoUrl }) => state !== 'completed' || !videoUrl)).toEqual([]);
	const links = new Set(items.map(({ videoUrl }) => videoUrl));
	expect(links.size).toBe(length);
}

describe(`${MANY} items in one Generate and one Wait`, () => {
	it.each<[string, GatewayName]>([
		['with the batch call', 'rixApi'],
		['one by one', 'cometApi'],
	])('are returned complete and in order: %s', async (how, gateway) => {
		for (const length of [FEW, MANY]) {
			emulator.reset();
			emulator.always({ renderSeconds: 20 });
			const run = await measured(`${gateway}, ${how}`, length, async () => {
				const workflow = chain(generate(), wait(PATIENT));
				return await hostOf(gateway).run(workflow, prompts(...count(length)));
			});

			expect(run.error).toBeUndefined();
			mustBeWhole(run.json('Wait'), gateway, length);
		}
	});

	it('each get their own failure if every other one fails', async () => {
		const texts = count(MANY).map((text, index) =>
			index % 4 === 1 ? `${text} [refused]` : index % 4 === 3 ? `${text} [fail: no luck]` : text,
		);
		const settings = { onError: 'continueRegularOutput' };
		const run = await measured('rixApi, half of them failing', MANY, async () => {
			const workflow = chain(generate({}, settings), wait(PATIENT, settings));
			return await hostOf('rixApi').run(workflow, prompts(...texts));
		});

		const items = run.json('Wait');
		const ids = emulator.accepted().map(({ id }) => id);
		const expected = (index: number) =>
			[
				{ state: 'completed' },
				{ code: 'invalidInput', taskId: null },
				{ state: 'completed' },
				{ code: 'taskFailed' },
			][index % 4];
		expect(items).toHaveLength(MANY);
		items.forEach((item, index) => expect(item).toMatchObject(expected(index)));
		expect(items.flatMap(({ taskId }) => taskId ?? [])).toEqual(ids);
	});
});

describe(`${MANY} items at 20 submits a minute and 10 videos at once`, () => {
	it.each<[GatewayName, number]>([['lumaAgents', 25]])(
		'are accepted once each, in order and within the limits: %s, %i s each',
		async (gateway, renderSeconds) => {
			emulator.always({ submitsPerMinute: 20, tasksAtOnce: 10, renderSeconds });
			let most = 0;
			time.onSleep = () => {
				const under = emulator
					.accepted()
					.slice(-20)
					.filter((task) => !isOver(task, time.now));
				most = Math.max(most, under.length);
			};
			const run = await measured(
				`${gateway}, throttled`,
				MANY,
				async () => await hostOf(gateway).run(chain(generate()), prompts(...count(MANY))),
			);

			expect(run.error).toBeUndefined();
			const tasks = emulator.accepted();
			expect(tasks.map(({ prompt }) => prompt)).toEqual(count(MANY));
			expect(run.json('Generate').map(({ taskId }) => taskId)).toEqual(tasks.map(({ id }) => id));
			const refused = emulator.requestsTo(gateway, 'POST').filter(({ status }) => status === 429);
			report(`${gateway}: ${refused.length} submits refused, ${most} concurrent videos at most`);
			expect(most).toBeLessThanOrEqual(10);
			expect(most).toBeGreaterThan(1);
			expect(refused.length).toBeGreaterThan(0);
			expect(refused.length).toBeLessThanOrEqual(20);
		},
	);
});
