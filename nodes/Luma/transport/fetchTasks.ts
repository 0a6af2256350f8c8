import type { GatewayRequest } from '../gateways/gateway';
import { LumaFailure } from '../task/failure';
import { isWatermarked } from '../task/links';
import { readLink, readTask, readTasks } from '../task/readTask';
import { readState } from '../task/state';
import type { Task, TaskAnswer } from '../task/task';
import { withVideoUrl } from '../task/task';
import { toAnswerError } from '../task/answerError';
import { saysRefused } from '../task/envelope';
import type { GatewayClient } from './client';

/** The result of reading one task. */
export type Fetched = TaskAnswer | LumaFailure;

/** @throws LumaFailure with the task ID */
export async function fetchTask(client: GatewayClient, taskId: string): Promise<TaskAnswer> {
	const { gateway } = client;
	const failures: LumaFailure[] = [];
	for (const request of gateway.taskRequests(taskId)) {
		const answer = await sendForTask(client, request, taskId);
		const { status, body, cut } = answer;
		const task = status < 300 && !cut ? readTask(body, taskId) : undefined;
		if (task) return { task: await withCleanLink(client, task), body };
		failures.push(toAnswerError(answer, gateway, taskId));
		if (status !== 404) break;
	}
	// If one of two paths does not exist, only the other one says whether the task does.
	const notFound = failures.find(({ code }) => code === 'taskNotFound');
	throw notFound ?? (failures.at(-1) as LumaFailure);
}

const sendForTask = async (client: GatewayClient, request: GatewayRequest, taskId: string) =>
	await client.send(request).catch((failure: LumaFailure) => {
		throw failure.forTask(taskId);
	});

const CONCURRENT_READS = 5;
/** Task IDs per batch request. No gateway documents its limit. */
const BATCH_SIZE = 100;

/**
 * Reads many tasks. Never throws: the result has a task or a failure for each ID.
 *
 * @param together whether to use the gateway's batch request, if it has one
 */
export async function fetchTasks(
	client: GatewayClient,
	taskIds: string[],
	together: boolean,
): Promise<Map<string, Fetched>> {
	const found = new Map<string, Fetched>();
	if (together && taskIds.length > 1) {
		for (const ids of chunks(taskIds, BATCH_SIZE)) await fetchBatch(client, ids, found);
	}
	const missing = taskIds.filter((taskId) => !found.has(taskId));
	let rateLimit = [...found.values()].find(isRateLimit);
	for (const ids of chunks(missing, CONCURRENT_READS)) {
		await Promise.all(
			ids.map(async (taskId) => {
				// After a 429 the remaining tasks are not read; each gets that failure.
				const fetched =
					rateLimit?.forTask(taskId) ?? (await fetchTask(client, taskId).catch(toFetched));
				found.set(taskId, fetched);
			}),
		);
		rateLimit ??= ids.map((taskId) => found.get(taskId) as Fetched).find(isRateLimit);
	}
	return found;
}

const toFetched = (failure: LumaFailure): Fetched => failure;

const chunks = <T>(list: T[], size: number): T[][] =>
	Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
		list.slice(index * size, (index + 1) * size),
	);

const isRateLimit = (fetched: Fetched): fetched is LumaFailure =>
	fetched instanceof LumaFailure && fetched.code === 'rateLimit';

/** How many tasks `fetchTasks` can read with one request. */
export const readsAtOnce = ({ gateway, singleReadsOnly }: GatewayClient) =>
	gateway.batchRequest && !singleReadsOnly ? BATCH_SIZE : 1;

/** Tasks that `fetchTasks` can read per minute within the documented rate limit; `undefined` if there is none. */
export const tasksPerMinute = (client: GatewayClient) =>
	client.gateway.requestsPerMinute && client.gateway.requestsPerMinute * readsAtOnce(client);

/** Adds the results of the batch request. Tasks that its answer leaves out must be read one by one. */
async function fetchBatch(client: GatewayClient, taskIds: string[], found: Map<string, Fetched>) {
	const { gateway } = client;
	if (!gateway.batchRequest || client.singleReadsOnly) return;
	try {
		const answer = await client.send(gateway.batchRequest(taskIds));
		const tasks = answer.status < 300 && !answer.cut ? readTasks(answer.body) : [];
		if (tasks.length === 0) throw toAnswerError(answer, gateway, taskIds[0]);
		for (const { task, body } of tasks) {
			if (!taskIds.includes(task.taskId)) continue;
			found.set(task.taskId, { task: await withCleanLink(client, task), body });
		}
	} catch (failure) {
		const { code } = failure as LumaFailure;
		// The relay does not support the batch request: read tasks one by one for the rest of this execution.
		if (['taskNotFound', 'badResponse', 'invalidInput'].includes(code) || isWrongAddress(failure)) {
			client.singleReadsOnly = true;
			return;
		}
		for (const taskId of taskIds) found.set(taskId, (failure as LumaFailure).forTask(taskId));
	}
}

const isWrongAddress = (failure: unknown) =>
	(failure as LumaFailure).code === 'gateway' && !(failure as LumaFailure).facts.retryable;

/**
 * Replaces a missing or watermarked link. RixAPI has a separate request for the watermark-free link of a
 * completed task (docs/gateways.md#rixapi-clean-link). If that fails, the task is returned as it is.
 */
async function withCleanLink(client: GatewayClient, task: Task): Promise<Task> {
	const request = client.gateway.watermarkFreeRequest?.(task.taskId);
	const isCompleted =
		task.state !== 'failed' &&
		readState(task.gatewayState) === 'completed' &&
		task.videos.length === 1;
	if (!request || !isCompleted || (task.videoUrl && !isWatermarked(task.videoUrl))) return task;
	const answer = await client.send(request).catch(() => undefined);
	const isSuccess = answer && answer.status < 300 && !saysRefused(answer);
	const link = isSuccess ? readLink(answer.body ?? answer.text) : undefined;
	return link ? withVideoUrl(task, link) : task;
}
