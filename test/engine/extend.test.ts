import { chain, extend, generate, hostFor, wait, useEmulator } from './support';

jest.mock('../../nodes/Luma/waiting/clock', () => jest.requireActual('./fakeClock'));

const emulator = useEmulator();

describe('Video: Extend', () => {
	it.each(['cometApi', 'rixApi', 'lumaAgents', 'dreamMachine'] as const)(
		'continues the video of an earlier task on %s',
		async (gateway) => {
			const host = hostFor(gateway, emulator.url(gateway));
			const run = await host.run(
				chain(generate(), wait(), extend(), { ...wait(), name: 'Wait Again' }),
			);
			expect(run.error).toBeUndefined();
			const [first, second] = emulator.accepted();
			expect(run.json('Extend')).toMatchObject([{ taskId: second.id, state: 'queued' }]);
			expect(run.json('Wait Again')).toMatchObject([{ taskId: second.id, state: 'completed' }]);
			expect(JSON.stringify([second.parentId, second.body])).toContain(first.id);
		},
	);

	it("uses RixAPI's request for extending", async () => {
		const host = hostFor('rixApi', emulator.url('rixApi'));
		const parameters = { prompt: 'add cat', options: { enhancePrompt: true } };
		await host.run(chain(generate(), wait(), extend(parameters)));

		const [first] = emulator.accepted();
		const [call] = emulator.requestsTo('rixApi', 'POST', /extend$/);
		expect(call.path).toBe(`/luma/generations/${first.id}/extend`);
		expect(call.body).toEqual({ user_prompt: 'add cat', expand_prompt: true });
	});

	it.each<[Parameters<typeof hostFor>[0], string, object]>([
		['openAiHk', 'OpenAI-HK cannot extend a video', {}],
		[
			'rixApi',
			"'Duration' is not available for extending on RixAPI",
			{ options: { duration: '5s' } },
		],
		[
			'rixApi',
			"'Resolution' is not available for extending on RixAPI",
			{ options: { resolution: '720p' } },
		],
		[
			'cometApi',
			"'Model' is not available for extending on CometAPI",
			{ options: { model: 'ray-2' } },
		],
		['cometApi', "'Prompt' is empty", { prompt: '={{ null }}' }],
		['cometApi', "'Task ID' is empty", { taskId: '={{ null }}' }],
	])(
		'rejects the item on %s with "%s" before anything is charged',
		async (gateway, message, parameters) => {
			const host = hostFor(gateway, emulator.url(gateway));
			const run = await host.run(chain(extend({ taskId: 'some-task', ...parameters })));

			expect(run.error.message).toBe(message);
			expect(run.error.description).not.toBe('');
			expect(emulator.requests).toEqual([]);
		},
	);

	it('is never repeated when its answer is lost', async () => {
		emulator.next({ drop: 'after' }, { path: /extend$/ });
		const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
		const host = hostFor('rixApi', emulator.url('rixApi'));
		const run = await host.run(chain(generate(), wait(), extend({}, settings)));

		expect(run.error.message).toContain('may have been accepted and charged');
		expect(emulator.requestsTo('rixApi', 'POST', /extend$/)).toHaveLength(1);
	});
});
