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
const callbackOf = (state: string, id = 'a') => ({ body: { id, state } });

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
	])('%j claims %j', (body, claim) => {
		expect(readCallback(body)).toEqual(claim);
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
			callbackOf('completed'),
		);
		await receive(host);
		expect(answeredFirst).toEqual([[200, {}]]);
	});

	it('returns the task as it was fetched, and nothing from the body', async () => {
		const body = { id: 'a', state: 'completed', video: { url: 'https://evil.example.com/v.mp4' } };
		const host = fakeHost({}, () => ok(completed('a')), { body });
		expect(await receive(host)).toMatchObject({
			noWebhookResponse: true,
			workflowData: [[{ json: { taskId: 'a', state: 'completed', videoUrl: VIDEO } }]],
		});
	});

	it('causes no read if its state is not wanted, or it names no task', async () => {
		for (const body of [{ id: 'a', state: 'dreaming' }, {}]) {
			const host = fakeHost({}, () => ok(completed('a')), { body });
			expect(await receive(host)).toEqual({ noWebhookResponse: true });
			expect([host.sent, host.answers]).toEqual([[], [[200, {}]]]);
		}
	});

	it('starts the workflow once, even if several come at once or an earlier one was stored', async () => {
		const host = fakeHost({}, () => ok(completed('a')), callbackOf('completed'));
		const results = await Promise.all([receive(host), receive(host), receive(host)]);
		expect(results.filter(({ workflowData }) => workflowData)).toHaveLength(1);
		expect(host.sent).toHaveLength(1);
		expect(host.staticData).toEqual({ calledBack: [['a', 'completed']] });

		const later = fakeHost({}, () => ok(completed('a')), callbackOf('completed'));
		Object.assign(later.staticData, host.staticData);
		expect(await receive(later)).toEqual({ noWebhookResponse: true });
		expect(later.sent).toEqual([]);
	});

	it('stores the states of simultaneous callbacks too, although n8n gives each a copy of the static data', async () => {
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

	it('that comes late does not reset the state of the task', async () => {
		let state = 'processing';
		const host = fakeHost({ events: ['changed'] }, () => ok({ id: 'a', state }));
		const states: unknown[] = [];
		for (state of ['processing', 'pending', 'processing', 'failed', 'processing']) {
			Object.assign(host.context, { getBodyData: () => ({ id: 'a', state }) });
			states.push((await receive(host)).workflowData?.[0][0].json.state);
		}
		expect(states).toEqual(['processing', undefined, undefined, 'failed', undefined]);
	});

	it('that comes before the gateway knows of the end is retried', async () => {
		let reads = 0;
		const host = fakeHost(
			{},
			() => ok(++reads < 4 ? { id: 'a', state: 'processing' } : completed('a')),
			callbackOf('completed'),
		);
		expect((await receive(host)).workflowData).toBeDefined();
		expect(time.slept).toEqual([500, 1_000, 2_000]);
	});

	it.each<[string, object]>([
		['completed', completed('a')],
		['failed', { id: 'a', state: 'failed' }],
	])('of an end that is not selected starts nothing and logs nothing: %s', async (state, task) => {
		const events = [state === 'failed' ? 'completed' : 'failed'];
		const host = fakeHost({ events }, () => ok(task), callbackOf(state));
		expect(await receive(host)).toEqual({ noWebhookResponse: true });
		expect(host.warnings).toEqual([]);
	});

	it('whose task does not end as claimed starts nothing, and is logged', async () => {
		const host = fakeHost({}, () => ok({ id: 'a', state: 'processing' }), callbackOf('completed'));
		expect(await receive(host)).toEqual({ noWebhookResponse: true });
		expect(host.warnings).toEqual([expect.stringMatching(/task a: .*'completed'/)]);
		expect(time.slept.reduce((sum, pause) => sum + pause)).toBe(30_500);
	});

	it('survives a gateway that is down briefly, and gives up in the end', async () => {
		let reads = 0;
		const down = { statusCode: 503, body: '<html></html>' };
		const host = fakeHost(
			{},
			() => (++reads < 3 ? down : ok(completed('a'))),
			callbackOf('completed'),
		);
		expect((await receive(host)).workflowData).toBeDefined();

		const gone = fakeHost({}, () => down, callbackOf('completed'));
		expect(await receive(gone)).toEqual({ noWebhookResponse: true });
		expect(gone.sent).toHaveLength(7);
		expect(gone.warnings).toEqual([expect.stringContaining('a')]);
	});

	it('of an unknown task causes one read, and is logged', async () => {
		const reply = () => ({ statusCode: 404, body: '{"message":"task_not_exist"}' });
		const host = fakeHost({}, reply, callbackOf('completed'));
		expect(await receive(host)).toEqual({ noWebhookResponse: true });
		expect([host.sent.length, host.warnings.length]).toEqual([1, 1]);
		expect(host.warnings[0]).not.toMatch(/error|problem|failure|mistake/i);
	});

	it('never throws, even if the settings are invalid', async () => {
		const host = fakeHost({ events: ['nonsense'] }, () => ok({}), callbackOf('completed'));
		expect(await receive(host)).toEqual({ noWebhookResponse: true });
		expect(host.warnings).toEqual([
			expect.stringContaining('\'Events\' must contain only its options, but contains "nonsense"'),
		]);
	});

	it('in the editor counts again in the next test, and stores nothing', async () => {
		const how = { ...callbackOf('completed'), mode: 'manual' };
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
	const forged = (howMany: number) =>
		Array.from({ length: howMany }, (_, at) => ({ id: `forged-${at}`, state: 'completed' }));

	it.each(['one after the other', 'at the same time'])(
		'of unknown tasks causes few reads: %s',
		async (how) => {
			const host = fakeHost({}, unknown);
			const startedAt = time.now;
			const calls = forged(500);
			if (how === 'at the same time') {
				await Promise.all(calls.map(async (body) => await callWith(host, body)));
			} else {
				for (const body of calls) await callWith(host, body);
			}
			expect(host.answers).toHaveLength(500);
			expect(host.sent.length).toBeLessThanOrEqual(21 + (time.now - startedAt) / 4_000);
		},
	);

	it('does not keep large bodies in memory', async () => {
		const host = fakeHost({}, unknown, { rawBody: Buffer.alloc(1_000_000) });
		await Promise.all(forged(100).map(async (body) => await callWith(host, body)));
		expect(host.sent).toHaveLength(20);
		expect(host.warnings.filter((text) => text.includes('knows the webhook URL'))).toHaveLength(1);
	});

	it('does not delay a genuine one', async () => {
		const host = fakeHost({}, ({ url }) =>
			url.endsWith('/genuine') ? ok(completed('genuine')) : unknown(),
		);
		const flood = forged(150).map(async (body) => await callWith(host, body));
		const result = await callWith(host, { id: 'genuine', state: 'completed' });
		expect(result.workflowData).toMatchObject([[{ json: { taskId: 'genuine' } }]]);
		await Promise.all(flood);
		// The newest caller is served first.
		expect(host.sent.findIndex((call) => call.endsWith('/genuine'))).toBeLessThan(40);
	});

	it('of genuine ones causes a read for each', async () => {
		const host = fakeHost({}, ({ url }) => ok(completed(url.split('/').pop() ?? '')));
		const results = await Promise.all(forged(200).map(async (body) => await callWith(host, body)));
		expect(results.filter(({ workflowData }) => workflowData)).toHaveLength(200);
		expect(host.sent).toHaveLength(200);
	});
});
