import { time } from './fakeClock';
import {
	chain,
	count,
	generate,
	get,
	getMany,
	hostFor,
	luma,
	prompts,
	wait,
	useEmulator,
} from './support';

jest.mock('../../nodes/Luma/waiting/clock', () => jest.requireActual('./fakeClock'));

const emulator = useEmulator();

const rixApi = () => hostFor('rixApi', emulator.url('rixApi'));
const CONTINUE = { onError: 'continueRegularOutput' };

/** Submits the prompts and returns the IDs of their tasks once they are completed. */
async function made(...texts: string[]): Promise<string[]> {
	await rixApi().run(chain(generate()), prompts(...texts));
	time.now += 3_600_000;
	return emulator.accepted().map(({ id }) => id);
}

describe('Task: Get', () => {
	it('reads the current state of a task without waiting', async () => {
		const run = await rixApi().run(chain(generate(), get()));

		expect(run.json('Get')).toMatchObject([{ state: 'queued', videoUrl: null }]);
		expect(time.slept).toEqual([]);
	});

	it('returns a failed task with its reason', async () => {
		const [taskId] = await made('A tiger [fail: the lens broke]');
		const run = await rixApi().run(chain(get({ taskId })));

		expect(run.json('Get')).toMatchObject([{ state: 'failed', failureReason: 'the lens broke' }]);
	});

	it("returns the gateway's own body as raw output", async () => {
		const [taskId] = await made('A tiger');
		const run = await rixApi().run(chain(get({ taskId, output: 'raw' })));

		const [body] = run.json('Get');
		expect(body).toMatchObject({ id: taskId, state: 'completed' });
		expect(body).not.toHaveProperty('taskId');
		expect(body).toHaveProperty('artifact.video_raw.url');
	});

	it('returns the selected fields and the task ID', async () => {
		const [taskId] = await made('A tiger');
		const fields = ['gateway', 'gatewayState', 'prompt', 'videoCount', 'timedOut'];
		const run = await rixApi().run(chain(get({ taskId, output: 'selectedFields', fields })));

		expect(run.json('Get')).toEqual([
			{
				taskId,
				gateway: 'rixApi',
				gatewayState: 'completed',
				prompt: 'A tiger',
				videoCount: 1,
				timedOut: false,
			},
		]);
	});

	it('retries after a temporary failure of the gateway', async () => {
		const [taskId] = await made('A tiger');
		emulator.next({ status: 503 }, { method: 'GET', times: 2 });
		const run = await rixApi().run(chain(get({ taskId })));

		expect(run.json('Get')).toMatchObject([{ state: 'completed' }]);
		expect(time.slept).toEqual([1_000, 3_000]);
	});

	it('does not wait for a long Retry-After', async () => {
		const [taskId] = await made('A tiger');
		emulator.next({ status: 429, headers: { 'Retry-After': '600' } }, { method: 'GET' });
		const run = await rixApi().run(chain(get({ taskId }, CONTINUE)));

		expect(run.json('Get')).toMatchObject([{ code: 'rateLimit', retryable: true, taskId }]);
		expect(time.slept).toEqual([]);
	});

	it.each([
		['unknown', 'taskNotFound', 'unknown'],
		['={{ "" }}', 'invalidInput', null],
		['={{ $json.nothing }}', 'invalidInput', null],
		['={{ {} }}', 'invalidInput', null],
	])('reports the invalid ID "%s" while the other items continue', async (id, code, taskId) => {
		const [good] = await made('A tiger');
		const run = await rixApi().run(
			chain(get({ taskId: '={{ $json.good ?? $json.bad }}' }, CONTINUE)),
			[{ json: { good } }, { json: {} }],
		);
		expect(run.json('Get')[0]).toMatchObject({ state: 'completed' });

		const alone = await rixApi().run(chain(get({ taskId: id }, CONTINUE)));
		const [item] = alone.json('Get');
		expect(item).toMatchObject({ code, taskId, gateway: 'rixApi', retryable: false });
		expect(item.error).toContain(taskId ?? 'Task ID');
	});

	it.each<[string, object, string]>([
		['a web page', { html: true }, 'badResponse'],
		['a redirect', { redirect: 'http://127.0.0.1:9/' }, 'gateway'],
		['truncated JSON', { cut: true }, 'badResponse'],
		['an error in an answer with status 200', { envelope: true }, 'gateway'],
		['an error followed by another document', { status: 400, doubled: true }, 'invalidInput'],
	])('names the task if the gateway answers with %s', async (_, scenario, code) => {
		const [taskId] = await made('A tiger');
		emulator.always(scenario, { method: 'GET' });
		const run = await rixApi().run(chain(get({ taskId }, CONTINUE)));

		const [item] = run.json('Get');
		expect(item).toMatchObject({ taskId, gateway: 'rixApi' });
		expect(item.error).toContain(taskId);
		expect([code, 'taskNotFound']).toContain(item.code);
	});
});

describe('Task: Get Many', () => {
	it.each([
		['text with commas', (ids: string[]) => ids.join(', ')],
		['text with line breaks', (ids: string[]) => ids.join('\n')],
		['a list', (ids: string[]) => `={{ ${JSON.stringify(ids)} }}`],
	])('returns an item for each ID of %s, in order, with one request', async (_, taskIds) => {
		const ids = await made(...count(3));
		emulator.requests.length = 0;
		const run = await rixApi().run(chain(getMany({ taskIds: taskIds(ids) })));

		expect(run.json('Get Many').map(({ taskId }) => taskId)).toEqual(ids);
		expect(run.items('Get Many').map(({ pairedItem }) => pairedItem)).toEqual(
			Array(3).fill({ item: 0 }),
		);
		expect(emulator.requests).toHaveLength(1);
	});

	it('reads the IDs of all items in one request, and pairs each with its item', async () => {
		const ids = await made(...count(4));
		emulator.requests.length = 0;
		const run = await rixApi().run(chain(getMany({ taskIds: '={{ $json.ids }}' })), [
			{ json: { ids: ids.slice(0, 1) } },
			{ json: { ids: ids.slice(1) } },
		]);
		expect(run.items('Get Many').map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 1, 1].map((item) => ({ item })),
		);
		expect(emulator.requests).toHaveLength(1);
	});

	it('returns the known tasks next to an unknown one under Continue On Fail', async () => {
		const [known] = await made('A tiger');
		const run = await rixApi().run(chain(getMany({ taskIds: `unknown, ${known}` }, CONTINUE)));
		expect(run.json('Get Many')).toMatchObject([
			{ code: 'taskNotFound', taskId: 'unknown' },
			{ taskId: known, state: 'completed' },
		]);
	});

	it('stops at an unknown task otherwise', async () => {
		const [known] = await made('A tiger');
		const run = await rixApi().run(chain(getMany({ taskIds: `${known}, unknown` })));

		expect(run.error.message).toContain('unknown');
	});

	it('requires at least one ID', async () => {
		const run = await rixApi().run(chain(getMany({ taskIds: ' , ' }, CONTINUE)));

		expect(run.json('Get Many')).toMatchObject([{ error: "'Task IDs' is empty" }]);
	});
});

describe('the error output', () => {
	it('receives the structured failure together with the input of its item', async () => {
		const settings = { onError: 'continueErrorOutput' };
		const run = await rixApi().run(
			chain(generate({}, settings)),
			prompts('one', 'two [refused]', 'three'),
		);
		expect(run.json('Generate', 0)).toHaveLength(2);
		expect(run.json('Generate', 1)).toEqual([
			{
				prompt: 'two [refused]',
				error: expect.stringContaining('content check'),
				code: 'moderation',
				retryable: false,
				taskId: null,
				httpStatus: 400,
				gateway: 'rixApi',
			},
		]);
	});
});

describe('invalid settings', () => {
	it.each([
		['Timeout', { timeout: 0 }],
		['Timeout', { timeout: -5 }],
		['Timeout', { timeout: '={{ "soon" }}' }],
		['Timeout', { timeout: 100_000 }],
		['Poll Interval', { options: { pollInterval: 0 } }],
		['On Timeout', { onTimeout: 'never' }],
		['Wait Mode', { waitMode: 'sleep' }],
		['Output', { output: 'everything' }],
	])("are reported with the label '%s': %j", async (label, parameters) => {
		const run = await rixApi().run(chain(wait({ taskId: 'x', ...parameters })));

		expect(run.error.message).toContain(`'${label}'`);
		expect(emulator.requests).toEqual([]);
	});

	it.each([
		['no base URL', { gateway: 'rixApi' as const, baseUrl: '' }, "'Base URL' is empty"],
		[
			'no key',
			{ gateway: 'rixApi' as const, baseUrl: 'http://127.0.0.1:9', apiKey: '' },
			"'API Key'",
		],
		[
			'the URL of another gateway',
			{ gateway: 'cometApi' as const, baseUrl: 'https://api.openai-hk.com' },
			'belongs to OpenAI-HK',
		],
	])(
		'stop the node, or fail each item under Continue On Fail: a credential with %s',
		async (_, credential, message) => {
			const { gateway, baseUrl, apiKey } = { apiKey: 'sk-good-123', ...credential };
			const host = hostFor(gateway, baseUrl, apiKey);

			expect((await host.run(chain(generate()))).error.message).toContain(message);
			const run = await host.run(chain(generate({}, CONTINUE)), prompts('one', 'two'));
			expect(run.json('Generate')).toMatchObject([
				{ code: 'invalidInput', gateway },
				{ code: 'invalidInput', gateway },
			]);
		},
	);

	it('fail as a retryable network failure: a base URL where nothing answers', async () => {
		const host = hostFor('rixApi', 'http://127.0.0.1:9');
		const run = await host.run(chain(generate({}, CONTINUE)));

		expect(run.json('Generate')).toMatchObject([{ code: 'network', retryable: true }]);
	});

	it('are reported: an operation that does not exist', async () => {
		const run = await rixApi().run(chain(luma('Odd', { resource: 'task', operation: 'sing' })));

		expect(run.error.message).toContain('"sing"');
	});
});
