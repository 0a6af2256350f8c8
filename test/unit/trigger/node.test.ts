import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import { GATEWAYS, type GatewayName } from '../../../nodes/Luma/gateways';
import { listRequestOf, assertCallbacks } from '../../../nodes/LumaTrigger/gateways';
import { LumaTrigger } from '../../../nodes/LumaTrigger/LumaTrigger.node';
import { readEvents } from '../../../nodes/LumaTrigger/parameters';
import { findGateway } from '../../../nodes/Luma/gateways';
import type { LumaFailure } from '../../../nodes/Luma/task/failure';
import { expectOwnWords } from '../wording';
import { completed, fakeHost, ok } from './support';

const trigger = new LumaTrigger();
const { checkExists, create, delete: remove } = trigger.webhookMethods.default;
const asHook = ({ context }: ReturnType<typeof fakeHost>) => context as unknown as IHookFunctions;

const hostOf = (gateway: GatewayName, parameters: IDataObject, mode = 'trigger') =>
	fakeHost(parameters, () => ok(completed('a')), { gateway, mode });

/** The failure that a function throws. */
function thrown(run: () => unknown): LumaFailure | undefined {
	try {
		run();
		return undefined;
	} catch (error) {
		return error as LumaFailure;
	}
}

describe('a gateway', () => {
	const ALL = GATEWAYS.map(({ name }) => name);
	const rejectedBy = (check: (gateway: never) => unknown) =>
		ALL.filter((name) => {
			const failure = thrown(() => check(findGateway(name) as never));
			if (failure) expectOwnWords(failure);
			return failure !== undefined;
		});

	it('is rejected for callbacks if it sends none', () => {
		expect(rejectedBy(assertCallbacks)).toEqual(['openAiHk', 'lumaAgents']);
	});

	it('is rejected for recent tasks if it has no list', () => {
		expect(rejectedBy(listRequestOf)).toEqual(['cometApi', 'rixApi', 'openAiHk', 'lumaAgents']);
	});

	it('is asked for the hundred newest tasks if it has a list', () => {
		expect(listRequestOf(findGateway('dreamMachine') as never)).toEqual({
			method: 'GET',
			path: '/dream-machine/v1/generations?limit=100&offset=0',
		});
	});
});

describe('the events', () => {
	const read = (events: unknown) => readEvents({ getNodeParameter: () => events });

	it.each<[unknown, string[]]>([
		[['failed'], ['failed']],
		['completed, changed', ['completed', 'changed']],
	])('can be %j', (events, expected) => {
		expect(read(events)).toEqual(expected);
	});

	it.each([[[]], [''], [null], [['nonsense']], [7]])('cannot be %j', (events) => {
		const failure = thrown(() => read(events)) as LumaFailure;
		expect(failure.message).toContain("'Events'");
		expectOwnWords(failure);
	});
});

describe('an active trigger', () => {
	it('is activated without a request if the gateway sends callbacks', async () => {
		const host = hostOf('rixApi', { source: 'callback' });
		expect(await checkExists.call(asHook(host))).toBe(false);
		expect(await create.call(asHook(host))).toBe(true);
		expect(await remove.call(asHook(host))).toBe(true);
		expect(host.sent).toEqual([]);
	});

	it('is refused activation with the whole advice in the message, since n8n shows nothing else', async () => {
		const host = hostOf('openAiHk', { source: 'callback' });
		await expect(create.call(asHook(host))).rejects.toThrow(
			/OpenAI-HK does not send callbacks.* Set 'Source' to 'Polling'/,
		);
	});

	it('does not poll if its source is callbacks', async () => {
		const host = hostOf('rixApi', { source: 'callback' });
		expect(await trigger.poll.call(host.context as unknown as IPollFunctions)).toBeNull();
		expect(host.sent).toEqual([]);
	});

	it('polls items for one run, and puts the advice into the message of a failure', async () => {
		const parameters = { source: 'poll', watch: 'list', taskIds: 'a' };
		const host = hostOf('rixApi', parameters);
		expect(await trigger.poll.call(host.context as unknown as IPollFunctions)).toMatchObject([
			[{ json: { taskId: 'a' } }],
		]);
		const empty = hostOf('rixApi', { ...parameters, taskIds: '' });
		await expect(trigger.poll.call(empty.context as unknown as IPollFunctions)).rejects.toThrow(
			/'Task IDs' is empty\. Enter at least one ID/,
		);
	});
});

describe('a run of the trigger', () => {
	async function execute(parameters: IDataObject, mode: string) {
		const hints: string[] = [];
		const { context, sent } = hostOf('rixApi', parameters, mode);
		const [items] = await trigger.execute.call({
			...context,
			getNodeParameter: (name: string, _: number, fallback?: unknown) =>
				context.getNodeParameter(name, fallback),
			addExecutionHints: ({ message }: { message: string }) => hints.push(message),
		} as unknown as IExecuteFunctions);
		return { items: items.map(({ json }) => json), sent, hints };
	}
	const POLL = { source: 'poll', watch: 'list', taskIds: 'a' };

	it.each([
		[{ source: 'callback' }, 'webhook'],
		[{ source: 'callback' }, 'manual'],
		[POLL, 'trigger'],
	])('with %j in mode %s passes its input on', async (parameters, mode) => {
		const { items, sent } = await execute(parameters, mode);
		expect(items).toEqual([{ given: true }]);
		expect(sent).toEqual([]);
	});

	it('in the editor polls if its source is polling', async () => {
		expect((await execute(POLL, 'manual')).items).toMatchObject([{ taskId: 'a' }]);
	});

	it('in the editor explains an empty result', async () => {
		const { items, hints } = await execute({ ...POLL, events: ['failed'] }, 'manual');
		expect(items).toEqual([]);
		expect(hints).toEqual([expect.stringContaining("'Events'")]);
	});

	it('in the editor says what to do if the gateway has no list', async () => {
		await expect(execute({ ...POLL, watch: 'recent' }, 'manual')).rejects.toMatchObject({
			message: 'RixAPI has no list of recent tasks',
			description: expect.stringContaining("'List of Tasks'") as string,
		});
	});

	it('by a callback returns its task', async () => {
		const host = fakeHost({ source: 'callback' }, () => ok(completed('a')), {
			body: { id: 'a', state: 'completed' },
		});
		expect(
			(await trigger.webhook.call(host.context as unknown as IWebhookFunctions)).workflowData,
		).toMatchObject([[{ json: { taskId: 'a' } }]]);
	});
});
