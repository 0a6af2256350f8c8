import type { GatewayRequest } from '../gateways/gateway';
import { LumaFailure } from '../task/failure';
import { isWatermarked } from '../task/links';
import { readLink, readTask, readTasks } from '../task/readTask';
import { readState } from '../task/state';
import type { Task, TaskAnswer } from '../task/task';
import { withVideoUrl } from '../task/task';
import { toAnswerError, saysRefused } from '../task/answerError';
import type { GatewayClient } from './client';

/** What reading a task came to. */
export type Fetched = TaskAnswer | LumaFailure;

/** @throws LumaFailure that names the task */
export async function fetchTask(client: GatewayClient, taskId: string): Promise<TaskAnswer> {
	const { gateway } = client;
	const refusals: LumaFailure[] = [];
	for (const request of gateway.taskRequests(taskId)) {
		const answer = await send(client, request, taskId);
		const { status, body, cut } = answer;
		const task = status < 300 && !cut ? readTask(body, taskId) : undefined;
		if (task) return { task: await withCleanLink(client, task), body };
		refusals.push(toAnswerError(answer, gateway, taskId));
		if (status !== 404) break;
	}
	// Of two paths one may not exist; then the other one knows.
	const notFound = refusals.find(({ code }) => code === 'taskNotFound');
	throw notFound ?? (refusals.at(-1) as LumaFailure);
}

const send = async (client: GatewayClient, request: GatewayRequest, taskId: string) =>
	await client.send(request).catch((failure: LumaFailure) => {
		throw failure.forTask(taskId);
	});

/** How many single reads are under way at once. */
const CONCURRENT_READS = 5;
/** No gateway documents how many IDs its batch call takes. */
const BATCH_SIZE = 100;

/**
 * Reads many tasks. Never throws: each ID has its task or its failure.
 *
 * @param together with the gateway's batch call, where it has one
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
	let limit = [...found.values()].find(isRateLimit);
	for (const ids of chunks(missing, CONCURRENT_READS)) {
		await Promise.all(
			ids.map(async (taskId) => {
				// Once the gateway says "too many", the rest of this round is not asked for.
				const fetched = limit?.forTask(taskId) ?? (await fetchTask(client, taskId).catch(keep));
				found.set(taskId, fetched);
			}),
		);
		limit ??= ids.map((taskId) => found.get(taskId) as Fetched).find(isRateLimit);
	}
	return found;
}

const keep = (failure: LumaFailure): Fetched => failure;

const chunks = <T>(list: T[], size: number): T[][] =>
	Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
		list.slice(index * size, (index + 1) * size),
	);

const isRateLimit = (fetched: Fetched): fetched is LumaFailure =>
	fetched instanceof LumaFailure && fetched.code === 'rateLimit';

/** How many tasks `fetchTasks` reads with one request. */
export const readsAtOnce = ({ gateway, singleReadsOnly }: GatewayClient) =>
	gateway.batchRequest && !singleReadsOnly ? BATCH_SIZE : 1;

/** How many tasks the gateway's documented limit lets `fetchTasks` read in a minute; absent where it has none. */
export const tasksPerMinute = (client: GatewayClient) =>
	client.gateway.requestsPerMinute && client.gateway.requestsPerMinute * readsAtOnce(client);

/** Adds what the batch call knows. The tasks it leaves out are read one by one. */
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
		// A relay without the call: all further reads of this execution are single ones.
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
 * RixAPI gives the watermark-free link by a call of its own, once the task is completed
 * (docs/gateways.md#rixapi-clean-link). Without an answer to it, the task stays as it is.
 */
async function withCleanLink(client: GatewayClient, task: Task): Promise<Task> {
	const request = client.gateway.watermarkFreeRequest?.(task.taskId);
	const isCompleted =
		task.state !== 'failed' &&
		readState(task.gatewayState) === 'completed' &&
		task.videos.length === 1;
	if (!request || !isCompleted || (task.videoUrl && !isWatermarked(task.videoUrl))) return task;
	const answer = await client.send(request).catch(() => undefined);
	const isGiven = answer && answer.status < 300 && !saysRefused(answer);
	const link = isGiven ? readLink(answer.body ?? answer.text) : undefined;
	return link ? withVideoUrl(task, link) : task;
}
