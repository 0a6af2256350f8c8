import type { IExecuteFunctions, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { readTaskIds } from '../Luma/operations/fields/taskIds';
import { LumaFailure } from '../Luma/task/failure';
import { isEnded, type TaskAnswer } from '../Luma/task/task';
import { openClient, type GatewayClient } from '../Luma/transport/client';
import { fetchTasks, type Fetched } from '../Luma/transport/fetchTasks';
import { listTasks } from '../Luma/transport/listTasks';
import { hostClock } from '../Luma/waiting/clock';
import { wants } from './events';
import { listRequestOf } from './gateways';
import { itemMaker, readEvents, readWatch, type TriggerContext } from './parameters';
import { KnownStates } from './taskMemory';

/** A poll stops reading after this time, and the next one continues (docs/n8n-internals.md#poll-triggers). */
const BUDGET_MS = 60_000;
/** Tasks that are read before the clock is checked again. */
const PORTION = 25;
/** Tasks that one poll reads where neither a batch call nor a documented rate limit says how many. */
const READS = 100;

/** n8n starts the next poll even if the last one is not over. */
const pollsInProgress = new Set<string>();

/** What changed since the last poll; `null` if nothing did. */
export async function pollChanges(context: IPollFunctions): Promise<INodeExecutionData[] | null> {
	const key = JSON.stringify([context.getWorkflow().id, context.getNode().id]);
	if (pollsInProgress.has(key)) return null;
	pollsInProgress.add(key);
	try {
		const client = await openClient(context);
		const events = readEvents(context);
		const toItem = itemMaker(context, client.gateway);
		const changes =
			readWatch(context) === 'list'
				? await changesInList(context, client)
				: await changesInRecent(context, client);
		const items = changes.filter(({ task }) => wants(events, task.state)).map(toItem);
		return items.length > 0 ? items : null;
	} finally {
		pollsInProgress.delete(key);
	}
}

async function changesInList(
	context: IPollFunctions,
	client: GatewayClient,
): Promise<TaskAnswer[]> {
	const taskIds = listedIds(context);
	const stored = context.getWorkflowStaticData('node');
	const known = new KnownStates(stored.polled, 1_000 + taskIds.length);
	const open = taskIds.filter((taskId) => !known.isOver(taskId));
	const read = await readSome(client, known.oldestFirst(open));
	// A task that cannot be read moves to the end of the line, too.
	for (const taskId of read.keys()) known.note(taskId, null);
	stored.polled = known.entries();
	const answers = readable(context, read, taskIds.some(known.knows) || read.size < open.length);

	const changes = answers.filter((answer) => isChange(known, answer));
	for (const { task } of answers) known.note(task.taskId, task.state);
	stored.polled = known.entries();
	return inListOrder(taskIds, changes);
}

/**
 * Changes among the newest tasks of the account. The first poll reports nothing and only records what it
 * finds. So does the first one with another credential, whose tasks are all unknown.
 */
async function changesInRecent(
	context: IPollFunctions,
	client: GatewayClient,
): Promise<TaskAnswer[]> {
	const answers = (await listTasks(client, listRequestOf(client.gateway))).reverse();
	const stored = context.getWorkflowStaticData('node');
	const known = new KnownStates(stored.polled);
	const account = `${client.gateway.name} ${context.getNode().credentials?.lumaApi?.id}`;
	const isFirst = stored.account !== account;

	const changes = isFirst ? [] : answers.filter((answer) => isChange(known, answer));
	for (const { task } of answers) known.note(task.taskId, task.state);
	Object.assign(stored, { polled: known.entries(), account });
	return changes;
}

/** A task that is read for the first time counts as changed only if it has ended. */
const isChange = (known: KnownStates, { task }: TaskAnswer) =>
	known.isFurther(task.taskId, task.state) && (known.knows(task.taskId) || isEnded(task));

/** What a click in the editor gives: the tasks as they are now, if in a wanted state. */
export async function sampleTasks(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const own: TriggerContext = {
		getNodeParameter: (name, fallback) => context.getNodeParameter(name, 0, fallback as never),
	};
	const client = await openClient(context);
	const events = readEvents(own);
	const toItem = itemMaker(own, client.gateway);
	const isWanted = ({ task }: TaskAnswer) => wants(events, task.state);

	if (readWatch(own) === 'recent') {
		return (await listTasks(client, listRequestOf(client.gateway)))
			.filter(isWanted)
			.slice(0, 1)
			.map(toItem);
	}
	const taskIds = listedIds(own);
	const answers = readable(context, await readSome(client, taskIds));
	return inListOrder(taskIds, answers.filter(isWanted)).map(toItem);
}

const listedIds = (context: TriggerContext) => [
	...new Set(readTaskIds(context.getNodeParameter('taskIds', ''))),
];

/** Reads as many of the tasks as one poll may, starting with the first. */
async function readSome(client: GatewayClient, taskIds: string[]): Promise<Map<string, Fetched>> {
	const { batchRequest, requestsPerMinute } = client.gateway;
	const clock = hostClock();
	const until = clock.now() + BUDGET_MS;
	const most = batchRequest ? taskIds.length : (requestsPerMinute ?? READS);
	const read = new Map<string, Fetched>();
	for (let from = 0; from < Math.min(most, taskIds.length); from += PORTION) {
		if (clock.now() >= until) break;
		const portion = taskIds.slice(from, Math.min(from + PORTION, most));
		for (const [taskId, fetched] of await fetchTasks(client, portion, true)) {
			read.set(taskId, fetched);
		}
	}
	return read;
}

/**
 * The tasks that could be read; failures are logged.
 *
 * @param others whether other tasks of the list were read before, or will be: then an unknown task says
 * nothing about the credential
 * @throws LumaFailure if no task could be read
 */
function readable(
	{ logger }: Pick<IPollFunctions, 'logger'>,
	read: Map<string, Fetched>,
	others = false,
): TaskAnswer[] {
	const answers: TaskAnswer[] = [];
	const failures: LumaFailure[] = [];
	for (const fetched of read.values()) {
		if (fetched instanceof LumaFailure) failures.push(fetched);
		else answers.push(fetched);
	}
	const isServed = answers.length > 0 || (others && failures.every(isUnknownTask));
	if (!isServed && failures.length > 0) throw failures[0];
	for (const { message, description } of failures) logger.warn(`${message}. ${description}`);
	return answers;
}

const isUnknownTask = ({ code }: LumaFailure) => code === 'taskNotFound';

const inListOrder = (taskIds: string[], answers: TaskAnswer[]) =>
	[...answers].sort((a, b) => taskIds.indexOf(a.task.taskId) - taskIds.indexOf(b.task.taskId));
