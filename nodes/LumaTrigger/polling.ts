import type { IExecuteFunctions, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { readTaskIds } from '../Luma/operations/fields/taskIds';
import { LumaFailure } from '../Luma/task/failure';
import type { TaskAnswer } from '../Luma/task/task';
import { isEnded } from '../Luma/task/task';
import type { GatewayClient } from '../Luma/transport/client';
import { openClient } from '../Luma/transport/client';
import type { Fetched } from '../Luma/transport/fetchTasks';
import { fetchTasks } from '../Luma/transport/fetchTasks';
import { listTasks } from '../Luma/transport/listTasks';
import { hostClock } from '../Luma/waiting/clock';
import { wants } from './events';
import { listOf } from './gateways';
import type { TriggerContext } from './parameters';
import { itemMaker, readEvents, readWatch } from './parameters';
import { KnownStates } from './taskMemory';

/** A poll stops reading after that long, and the next one goes on: n8n gives it four minutes. */
const BUDGET_MS = 60_000;
/** Tasks that are read between two looks at the clock. */
const PORTION = 25;
/** Tasks that one poll reads where neither a batch call nor a documented limit says how many. */
const READS = 100;

/** Polls that run now: n8n starts the next one whether or not the last one is over. */
const running = new Set<string>();

/** What changed since the last poll; nothing if nothing did. */
export async function pollTasks(context: IPollFunctions): Promise<INodeExecutionData[] | null> {
	const key = JSON.stringify([context.getWorkflow().id, context.getNode().id]);
	if (running.has(key)) return null;
	running.add(key);
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
		running.delete(key);
	}
}

async function changesInList(
	context: IPollFunctions,
	client: GatewayClient,
): Promise<TaskAnswer[]> {
	const taskIds = listedIds(context);
	const stored = context.getWorkflowStaticData('node');
	const seen = new KnownStates(stored.polled, 1_000 + taskIds.length);
	const open = taskIds.filter((taskId) => !seen.isOver(taskId));
	const read = await readSome(client, seen.selectDue(open));
	// A task that cannot be read takes its turn too.
	for (const taskId of read.keys()) seen.note(taskId, null);
	stored.polled = seen.entries();
	const answers = readable(context, read, taskIds.some(seen.knows) || read.size < open.length);

	const changes = answers.filter((answer) => isChange(seen, answer));
	for (const { task } of answers) seen.note(task.taskId, task.state);
	stored.polled = seen.entries();
	return inOrder(taskIds, changes);
}

/**
 * Changes among the newest tasks of the account. The first look tells nothing: it only notes what
 * is there. So does the first one with another credential, whose tasks are all unknown.
 */
async function changesInRecent(
	context: IPollFunctions,
	client: GatewayClient,
): Promise<TaskAnswer[]> {
	const answers = (await listTasks(client, listOf(client.gateway))).reverse();
	const stored = context.getWorkflowStaticData('node');
	const seen = new KnownStates(stored.polled);
	const account = `${client.gateway.name} ${context.getNode().credentials?.lumaApi?.id}`;
	const isFirst = stored.account !== account;

	const changes = isFirst ? [] : answers.filter((answer) => isChange(seen, answer));
	for (const { task } of answers) seen.note(task.taskId, task.state);
	Object.assign(stored, { polled: seen.entries(), account });
	return changes;
}

/** A task seen for the first time has changed if it is at its end; else this look is the first. */
const isChange = (seen: KnownStates, { task }: TaskAnswer) =>
	seen.isFurther(task.taskId, task.state) && (seen.knows(task.taskId) || isEnded(task));

/** What a click in the editor gives: tasks as they are now, of the states that are wanted. */
export async function sampleTasks(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const own: TriggerContext = {
		getNodeParameter: (name, fallback) => context.getNodeParameter(name, 0, fallback as never),
	};
	const client = await openClient(context);
	const events = readEvents(own);
	const toItem = itemMaker(own, client.gateway);
	const isWanted = ({ task }: TaskAnswer) => wants(events, task.state);

	if (readWatch(own) === 'recent') {
		return (await listTasks(client, listOf(client.gateway)))
			.filter(isWanted)
			.slice(0, 1)
			.map(toItem);
	}
	const taskIds = listedIds(own);
	const answers = readable(context, await readSome(client, taskIds));
	return inOrder(taskIds, answers.filter(isWanted)).map(toItem);
}

const listedIds = (context: TriggerContext) => [
	...new Set(readTaskIds(context.getNodeParameter('taskIds', ''))),
];

/** Reads as many of the tasks as one poll may, from the first one on. */
async function readSome(client: GatewayClient, taskIds: string[]): Promise<Map<string, Fetched>> {
	const { fetchMany, requestsPerMinute } = client.gateway;
	const clock = hostClock();
	const until = clock.now() + BUDGET_MS;
	const most = fetchMany ? taskIds.length : (requestsPerMinute ?? READS);
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
 * The tasks that could be read. Those that could not are for the log.
 *
 * @param others whether other tasks of the list were read before, or are to come: then one that the
 * gateway does not know says nothing about the credential
 * @throws LumaFailure where none could
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

const inOrder = (taskIds: string[], answers: TaskAnswer[]) =>
	[...answers].sort((a, b) => taskIds.indexOf(a.task.taskId) - taskIds.indexOf(b.task.taskId));
