import {
	ALL_GATEWAYS,
	chain,
	generate,
	hostFor,
	prompts,
	useEmulator,
	wait,
} from '../engine/support';
import { report } from './machine';

jest.mock('../../nodes/Luma/waiting/clock', () => jest.requireActual('../engine/fakeClock'));

const emulator = useEmulator();

const EXECUTIONS = 50;
const ITEMS = 4;

it(`${EXECUTIONS} concurrent executions stay separate while sharing the gateway's limits`, async () => {
	emulator.always({ submitsPerMinute: 20, renderSeconds: 40 });
	const settings = { onError: 'continueRegularOutput' };
	const runs = await Promise.all(
		Array.from({ length: EXECUTIONS }, async (_, index) => {
			const gateway = ALL_GATEWAYS[index % ALL_GATEWAYS.length];
			const texts = Array.from({ length: ITEMS }, (__, item) => `video ${index}.${item}`);
			texts[2] += ' [refused]';
			texts[3] += ' [fail: no luck]';
			const workflow = chain(
				generate({}, settings),
				wait({ output: 'selectedFields', fields: ['taskId', 'gateway', 'state'] }, settings),
			);
			const host = hostFor(gateway, emulator.url(gateway));
			const run = await host.run(workflow, prompts(...texts), { executionId: `${index + 1}` });
			return { run, gateway, texts };
		}),
	);

	for (const { run, gateway, texts } of runs) {
		const taskOf = (text: string) =>
			emulator.accepted(gateway).find(({ prompt }) => prompt === text)?.id;
		expect(run.error).toBeUndefined();
		expect(run.json('Wait')).toEqual([
			{ taskId: taskOf(texts[0]), gateway, state: 'completed' },
			{ taskId: taskOf(texts[1]), gateway, state: 'completed' },
			// Wait got no task ID.
			expect.objectContaining({ code: 'invalidInput', taskId: null }),
			expect.objectContaining({ code: 'taskFailed', taskId: taskOf(texts[3]) }),
		]);
	}
	expect(emulator.accepted()).toHaveLength(EXECUTIONS * (ITEMS - 1));
	const refused = emulator.requests.filter(({ status }) => status === 429).length;
	report(
		`${EXECUTIONS} concurrent executions: ${emulator.requests.length} requests, ${refused} throttled`,
	);
	expect(refused).toBeGreaterThan(0);
});
