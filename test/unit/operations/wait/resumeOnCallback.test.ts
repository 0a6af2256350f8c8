import type { INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';

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

/** An execution that is suspended for these tasks, of which some are completed at the gateway. */
function suspended(
	taskIds: string[],
	done = new Set<string>(),
	gateway = 'cometApi',
	others: INodeExecutionData[] = [],
) {
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
			evaluateExpression: () => [...items, ...others],
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

const callbackOf = (id: string, state = 'completed') => ({ id, state });
const ANSWER = { webhookResponse: { received: true } };

describe('callbacks for a suspended execution', () => {
	it('resumes a node with Execute Once, whose input has further items', async () => {
		const { call } = suspended(['a'], new Set(['a']), 'cometApi', [{ json: { prompt: 'x' } }]);
		const { workflowData } = await call(callbackOf('a'));
		expect(workflowData).toMatchObject([[{ json: { taskId: 'a', state: 'completed' } }]]);
	});

	it('cause no more reads than polling if they come one after the other', async () => {
		const { call, reads } = suspended(['a']);
		const startedAt = time.now;
		for (let at = 0; at < 1_000; at++) {
			expect(await call(callbackOf(at % 2 ? 'a' : `forged ${at}`))).toEqual(ANSWER);
		}
		expect(reads.length).toBeLessThanOrEqual(5 + (time.now - startedAt) / 4_000);
	});

	it('cause one read if they come at the same time', async () => {
		const { call, reads } = suspended(['a']);
		await Promise.all(Array.from({ length: 1_000 }, async () => await call(callbackOf('a'))));
		expect(reads).toEqual(['a']);
	});

	it('cause no reads if their own state is unfinished', async () => {
		const { call, reads } = suspended(['a']);
		for (let at = 0; at < 100; at++) await call(callbackOf('a', 'processing'));
		expect(reads).toEqual([]);
	});

	it('read one task each while that task is open, however many others are completed', async () => {
		const ids = Array.from({ length: 300 }, (_, at) => `task-${at}`);
		const { call, reads, done } = suspended(ids, new Set(ids.slice(1)));
		for (let at = 0; at < 5; at++) await call(callbackOf('forged'));
		const first = reads.indexOf('task-0') + 1;
		expect(reads.slice(first)).toEqual(['task-0', 'task-0', 'task-0', 'task-0']);

		done.add('task-0');
		expect((await call({})).workflowData?.[0]).toHaveLength(300);
	});

	it('read a hundred tasks at once with a batch call, and stop at the first hundred with an open task', async () => {
		const ids = Array.from({ length: 300 }, (_, at) => `task-${at}`);
		const { call, reads, done } = suspended(ids, new Set(), 'rixApi');
		await call(callbackOf('task-7'));
		expect(reads).toEqual(['tasks']);

		for (const id of ids) done.add(id);
		reads.length = 0;
		expect((await call(callbackOf('task-7'))).workflowData?.[0]).toHaveLength(300);
		expect(reads).toEqual(['tasks', 'tasks', 'tasks']);
	});

	it('resume the execution within four seconds if genuine, even after forged ones', async () => {
		const { call, done } = suspended(['a']);
		for (let at = 0; at < 100; at++) await call(callbackOf('forged'));
		done.add('a');
		const calledAt = time.now;
		const { workflowData } = await call(callbackOf('a'));
		expect(workflowData).toMatchObject([[{ json: { taskId: 'a', state: 'completed' } }]]);
		expect(time.now - calledAt).toBeLessThanOrEqual(4_000);
	});

	it('resume the execution without delay if each of a few tasks sends its own', async () => {
		const { call, done } = suspended(['a', 'b', 'c', 'd', 'e']);
		const calledAt = time.now;
		for (const id of ['a', 'b', 'c', 'd']) {
			done.add(id);
			expect(await call(callbackOf(id))).toEqual(ANSWER);
		}
		done.add('e');
		expect((await call(callbackOf('e'))).workflowData).toBeDefined();
		expect(time.now).toBe(calledAt);
	});

	it.each<[string, unknown]>([
		['nothing', undefined],
		['text', 'x'.repeat(5_000_000)],
		['a list', Array.from({ length: 200_000 }, (_, at) => ({ at }))],
		['many fields', Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`f${at}`, at]))],
		['nested lists', JSON.parse('['.repeat(500_000) + ']'.repeat(500_000))],
	])('are answered and cause one read, with a body of %s', async (_name, body) => {
		const { call, reads } = suspended(['a']);
		expect(await call(body)).toEqual(ANSWER);
		expect(reads).toEqual(['a']);
	});
});
