import type { IWebhookFunctions } from 'n8n-workflow';

import { resumeOnCallback } from '../../../../nodes/Luma/operations/task/wait/suspended/resumeOnCallback';
import { SUSPENDED } from '../../../../nodes/Luma/operations/task/wait/suspended/itemState';
import { resetTime, time } from '../../../engine/fakeClock';
import { BEARER } from '../../answer';

jest.mock('../../../../nodes/Luma/waiting/clock', () =>
	jest.requireActual('../../../engine/fakeClock'),
);
afterEach(resetTime);

interface Request {
	url: string;
	body?: { ids: string[] };
}

const baseUrl = 'https://relay.example.com';

let count = 0;

/** An execution that is parked for these tasks, at a gateway where some of them are done. */
function parked(taskIds: string[], done = new Set<string>(), gateway = 'cometApi') {
	count += 1;
	const executionId = `execution ${count}`;
	const reads: string[] = [];
	const items = taskIds.map((taskId) => ({
		json: {
			[SUSPENDED]: {
				state: {
					pending: {
						taskId,
						timeoutSeconds: 900,
						deadline: time.now + 900_000,
						onTimeout: 'error',
						onFailedTask: 'error',
						format: { output: 'simplified', fields: [], gateway },
					},
				},
			},
		},
	}));
	const task = (id: string) =>
		done.has(id)
			? { id, state: 'completed', video: { url: 'https://cdn.example.com/v.mp4' } }
			: { id, state: 'processing' };
	const call = async (body: unknown) =>
		await resumeOnCallback({
			getExecutionId: () => executionId,
			getBodyData: () => body,
			evaluateExpression: () => items,
			getNode: () => ({ name: 'Wait' }),
			getCredentials: async () => await Promise.resolve({ gateway, baseUrl, apiKey: BEARER }),
			helpers: {
				httpRequestWithAuthentication: async (_: string, { url, body }: Request) => {
					const last = url.split('/').pop() ?? '';
					reads.push(last);
					const answer = body ? body.ids.map(task) : task(last);
					return await Promise.resolve({ statusCode: 200, body: JSON.stringify(answer) });
				},
			},
			logger: { warn: () => {} },
		} as unknown as IWebhookFunctions);
	return { call, reads, done };
}

const says = (id: string, state = 'completed') => ({ id, state });
const ANSWER = { webhookResponse: { received: true } };

describe('calls for an execution that waits', () => {
	it('one after the other, cause no more reads than a poll', async () => {
		const { call, reads } = parked(['a']);
		const startedAt = time.now;
		for (let at = 0; at < 1_000; at++) {
			expect(await call(says(at % 2 ? 'a' : `made up ${at}`))).toEqual(ANSWER);
		}
		expect(reads.length).toBeLessThanOrEqual(5 + (time.now - startedAt) / 4_000);
	});

	it('at the same time, cause one', async () => {
		const { call, reads } = parked(['a']);
		await Promise.all(Array.from({ length: 1_000 }, async () => await call(says('a'))));
		expect(reads).toEqual(['a']);
	});

	it('that say themselves that nothing is done cause none', async () => {
		const { call, reads } = parked(['a']);
		for (let at = 0; at < 100; at++) await call(says('a', 'processing'));
		expect(reads).toEqual([]);
	});

	it('read one task each, however many are done', async () => {
		const ids = Array.from({ length: 300 }, (_, at) => `task-${at}`);
		const { call, reads, done } = parked(ids, new Set(ids.slice(1)));
		for (let at = 0; at < 5; at++) await call(says('made up'));
		const first = reads.indexOf('task-0') + 1;
		expect(reads.slice(first)).toEqual(['task-0', 'task-0', 'task-0', 'task-0']);

		done.add('task-0');
		expect((await call({})).workflowData?.[0]).toHaveLength(300);
	});

	it('read a hundred at once where the gateway can, up to those of which one is open', async () => {
		const ids = Array.from({ length: 300 }, (_, at) => `task-${at}`);
		const { call, reads, done } = parked(ids, new Set(), 'rixApi');
		await call(says('task-7'));
		expect(reads).toEqual(['tasks']);

		for (const id of ids) done.add(id);
		reads.length = 0;
		expect((await call(says('task-7'))).workflowData?.[0]).toHaveLength(300);
		expect(reads).toEqual(['tasks', 'tasks', 'tasks']);
	});

	it('lose no true one: that ends the wait at the next look', async () => {
		const { call, done } = parked(['a']);
		for (let at = 0; at < 100; at++) await call(says('made up'));
		done.add('a');
		const calledAt = time.now;
		const { workflowData } = await call(says('a'));
		expect(workflowData).toMatchObject([[{ json: { taskId: 'a', state: 'completed' } }]]);
		expect(time.now - calledAt).toBeLessThanOrEqual(4_000);
	});

	it('after each of a few tasks end it at once', async () => {
		const { call, done } = parked(['a', 'b', 'c', 'd', 'e']);
		const calledAt = time.now;
		for (const id of ['a', 'b', 'c', 'd']) {
			done.add(id);
			expect(await call(says(id))).toEqual(ANSWER);
		}
		done.add('e');
		expect((await call(says('e'))).workflowData).toBeDefined();
		expect(time.now).toBe(calledAt);
	});

	it.each<[string, unknown]>([
		['nothing', undefined],
		['text', 'x'.repeat(5_000_000)],
		['a list', Array.from({ length: 200_000 }, (_, at) => ({ at }))],
		['many fields', Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`f${at}`, at]))],
		['deep', JSON.parse('['.repeat(500_000) + ']'.repeat(500_000))],
	])('with a body of %s are answered, and cause one read', async (_name, body) => {
		const { call, reads } = parked(['a']);
		expect(await call(body)).toEqual(ANSWER);
		expect(reads).toEqual(['a']);
	});
});
