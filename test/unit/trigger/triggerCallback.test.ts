import type { IWebhookFunctions } from 'n8n-workflow';

import { readCallback, handleCallback } from '../../../nodes/LumaTrigger/triggerCallback';
import { forgetTest } from '../../../nodes/LumaTrigger/memory';
import { resetTime, time } from '../../engine/fakeClock';
import { completed, fakeHost, ok, VIDEO } from './support';

jest.mock('../../../nodes/Luma/waiting/clock', () => jest.requireActual('../../engine/fakeClock'));
afterEach(resetTime);

type Host = ReturnType<typeof fakeHost>;
const receive = async ({ context }: Host) =>
	await handleCallback(context as unknown as IWebhookFunctions);
const said = (state: string, id = 'a') => ({ body: { id, state } });

describe('the body of a callback', () => {
	it.each<[unknown, unknown]>([
		[
			{ id: 'a', state: 'completed' },
			{ taskId: 'a', word: 'completed' },
		],
		[
			{ task_id: 'a', data: { state: 'dreaming' } },
			{ taskId: 'a', word: 'dreaming' },
		],
		[[{ id: 'a', state: 'failed' }], { taskId: 'a', word: 'failed' }],
		['{"id":"a"}', { taskId: 'a', word: null }],
		[{ id: '../credits' }, undefined],
		[{ id: '..' }, undefined],
		[{ id: 'a?b' }, undefined],
		[{ id: '%2e%2e' }, undefined],
		[{ id: '\u001b[2Jdone' }, undefined],
		[{ id: 'a\u202eb' }, undefined],
		[{ id: '\ud83d' }, undefined],
		[{ id: 'x'.repeat(201) }, undefined],
		[{}, undefined],
		[[], undefined],
		[undefined, undefined],
		['text', undefined],
		[7, undefined],
	])('%j is about %j', (body, told) => {
		expect(readCallback(body)).toEqual(told);
	});
});

describe('a callback', () => {
	it('is answered before the task is read', async () => {
		const answeredFirst: unknown[] = [];
		const host = fakeHost(
			{},
			() => {
				answeredFirst.push(...host.answers);
				return ok(completed('a'));
			},
			said('completed'),
		);
		await receive(host);
		expect(answeredFirst).toEqual([[200, {}]]);
	});

	it('gives the task as it was fetched, and nothing of the body', async () => {
		const body = { id: 'a', state: 'completed', video: { url: 'https://evil.example.com/v.mp4' } };
		const host = fakeHost({}, () => ok(completed('a')), { body });
		expect(await receive(host)).toMatchObject({
			noWebhookResponse: true,
			workflowData: [[{ json: { taskId: 'a', state: 'completed', videoUrl: VIDEO } }]],
		});
	});

	it('is not followed up where its state is not wanted, or it names no task', async () => {
		for (const body of [{ id: 'a', state: 'dreaming' }, {}]) {
			const host = fakeHost({}, () => ok(completed('a')), { body });
			expect(await receive(host)).toEqual({ noWebhookResponse: true });
			expect([host.sent, host.answers]).toEqual([[], [[200, {}]]]);
		}
	});

	it('counts once, also where several come at once or the note of it was stored', async () => {
		const host = fakeHost({}, () => ok(completed('a')), said('completed'));
		const results = await Promise.all([receive(host), receive(host), receive(host)]);
		expect(results.filter(({ workflowData }) => workflowData)).toHaveLength(1);
		expect(host.sent).toHaveLength(1);
		expect(host.staticData).toEqual({ calledBack: [['a', 'completed']] });

		const later = fakeHost({}, () => ok(completed('a')), said('completed'));
		Object.assign(later.staticData, host.staticData);
		expect(await receive(later)).toEqual({ noWebhookResponse: true });
		expect(later.sent).toEqual([]);
	});

	it('stores what came meanwhile, too: n8n gives each callback a copy of the store', async () => {
		const host = fakeHost({}, ({ url }) => ok(completed(url.split('/').pop() ?? '')));
		const copies = ['a', 'b'].map((id) => ({
			...host,
			staticData: {} as object,
			context: { ...host.context, getBodyData: () => ({ id, state: 'completed' }) },
		}));
		for (const copy of copies) {
			Object.assign(copy.context, { getWorkflowStaticData: () => copy.staticData });
			await receive(copy as unknown as Host);
		}
		expect(copies[1].staticData).toEqual({
			calledBack: [
				['a', 'completed'],
				['b', 'completed'],
			],
		});
	});

	it('that comes late does not take the task back', async () => {
		let state = 'processing';
		const host = fakeHost({ events: ['changed'] }, () => ok({ id: 'a', state }));
		const states: unknown[] = [];
		for (state of ['processing', 'pending', 'processing', 'failed', 'processing']) {
			Object.assign(host.context, { getBodyData: () => ({ id: 'a', state }) });
			states.push((await receive(host)).workflowData?.[0][0].json.state);
		}
		expect(states).toEqual(['processing', undefined, undefined, 'failed', undefined]);
	});

	it('that comes before the gateway knows of the end itself is followed up', async () => {
		let reads = 0;
		const host = fakeHost(
			{},
			() => ok(++reads < 4 ? { id: 'a', state: 'processing' } : completed('a')),
			said('completed'),
		);
		expect((await receive(host)).workflowData).toBeDefined();
		expect(time.slept).toEqual([500, 1_000, 2_000]);
	});

	it.each<[string, object]>([
		['completed', completed('a')],
		['failed', { id: 'a', state: 'failed' }],
	])(
		'of an end that nobody waits for starts nothing, and the log is silent: %s',
		async (state, task) => {
			const events = [state === 'failed' ? 'completed' : 'failed'];
			const host = fakeHost({ events }, () => ok(task), said(state));
			expect(await receive(host)).toEqual({ noWebhookResponse: true });
			expect(host.warnings).toEqual([]);
		},
	);

	it('whose task does not end as it said starts nothing, and the log tells', async () => {
		const host = fakeHost({}, () => ok({ id: 'a', state: 'processing' }), said('completed'));
		expect(await receive(host)).toEqual({ noWebhookResponse: true });
		expect(host.warnings).toEqual([expect.stringMatching(/task a: .*'completed'/)]);
		expect(time.slept.reduce((sum, pause) => sum + pause)).toBe(30_500);
	});

	it('rides out a gateway that is down, and gives up in the end', async () => {
		let reads = 0;
		const down = { statusCode: 503, body: '<html></html>' };
		const host = fakeHost({}, () => (++reads < 3 ? down : ok(completed('a'))), said('completed'));
		expect((await receive(host)).workflowData).toBeDefined();

		const gone = fakeHost({}, () => down, said('completed'));
		expect(await receive(gone)).toEqual({ noWebhookResponse: true });
		expect(gone.sent).toHaveLength(7);
		expect(gone.warnings).toEqual([expect.stringContaining('a')]);
	});

	it('of an unknown task is asked for once, and the log tells', async () => {
		const reply = () => ({ statusCode: 404, body: '{"message":"task_not_exist"}' });
		const host = fakeHost({}, reply, said('completed'));
		expect(await receive(host)).toEqual({ noWebhookResponse: true });
		expect([host.sent.length, host.warnings.length]).toEqual([1, 1]);
		expect(host.warnings[0]).not.toMatch(/error|problem|failure|mistake/i);
	});

	it('never throws, whatever is set', async () => {
		const host = fakeHost({ events: ['nonsense'] }, () => ok({}), said('completed'));
		expect(await receive(host)).toEqual({ noWebhookResponse: true });
		expect(host.warnings).toEqual([expect.stringContaining('\'Events\' must contain only its options, but contains "nonsense"')]);
	});

	it('in the editor counts again at the next try, and stores nothing', async () => {
		const how = { ...said('completed'), mode: 'manual' };
		const host = fakeHost({}, () => ok(completed('a')), how);
		const tries = [await receive(host), await receive(host)];
		forgetTest(host.context as unknown as IWebhookFunctions);
		tries.push(await receive(host));

		expect(tries.map(({ workflowData }) => workflowData !== undefined)).toEqual([
			true,
			false,
			true,
		]);
		expect(host.staticData).toEqual({});
	});
});

describe('a flood of callbacks', () => {
	const unknown = () => ({ statusCode: 404, body: '{"message":"task_not_exist"}' });
	const callWith = async (host: Host, body: unknown) =>
		await receive({
			...host,
			context: { ...host.context, getBodyData: () => body },
		} as unknown as Host);
	const madeUp = (howMany: number) =>
		Array.from({ length: howMany }, (_, at) => ({ id: `made-up-${at}`, state: 'completed' }));

	it.each(['one after the other', 'at the same time'])(
		'with tasks that nobody knows, %s, causes few reads',
		async (how) => {
			const host = fakeHost({}, unknown);
			const startedAt = time.now;
			const calls = madeUp(500);
			if (how === 'at the same time') {
				await Promise.all(calls.map(async (body) => await callWith(host, body)));
			} else {
				for (const body of calls) await callWith(host, body);
			}
			expect(host.answers).toHaveLength(500);
			expect(host.sent.length).toBeLessThanOrEqual(21 + (time.now - startedAt) / 4_000);
		},
	);

	it('does not keep large bodies waiting', async () => {
		const host = fakeHost({}, unknown, { rawBody: Buffer.alloc(1_000_000) });
		await Promise.all(madeUp(100).map(async (body) => await callWith(host, body)));
		expect(host.sent).toHaveLength(20);
		expect(host.warnings.filter((text) => text.includes('knows the webhook URL'))).toHaveLength(1);
	});

	it('does not hold up a true one', async () => {
		const host = fakeHost({}, ({ url }) =>
			url.endsWith('/true') ? ok(completed('true')) : unknown(),
		);
		const flood = madeUp(150).map(async (body) => await callWith(host, body));
		const result = await callWith(host, { id: 'true', state: 'completed' });
		expect(result.workflowData).toMatchObject([[{ json: { taskId: 'true' } }]]);
		await Promise.all(flood);
		// The newest of those that wait comes first.
		expect(host.sent.findIndex((call) => call.endsWith('/true'))).toBeLessThan(40);
	});

	it('of true ones is followed up', async () => {
		const host = fakeHost({}, ({ url }) => ok(completed(url.split('/').pop() ?? '')));
		const results = await Promise.all(madeUp(200).map(async (body) => await callWith(host, body)));
		expect(results.filter(({ workflowData }) => workflowData)).toHaveLength(200);
		expect(host.sent).toHaveLength(200);
	});
});
