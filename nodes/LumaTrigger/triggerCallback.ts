import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { readTask } from '../Luma/task/readTask';
import { readState } from '../Luma/task/state';
import { isEnded } from '../Luma/task/task';
import type { TaskAnswer } from '../Luma/task/task';
import { LumaFailure, toFailure } from '../Luma/task/failure';
import type { GatewayClient } from '../Luma/transport/client';
import { openClient } from '../Luma/transport/client';
import { fetchTask } from '../Luma/transport/fetchTasks';
import { hostClock } from '../Luma/waiting/clock';
import { CallbackLimiter } from '../Luma/waiting/callbackLimiter';
import { mayBeWanted, wants } from './events';
import { openMemory } from './memory';
import { itemMaker, readEvents } from './parameters';

/** What a callback's body claims. Only its ID is used, to ask the gateway itself. */
interface Told {
	taskId: string;
	/** The gateway's word for the state. */
	word: string | null;
}

/**
 * A gateway's call. It is answered first: Luma waits 5 seconds for that, and then calls again
 * (luma-apis.md 1.6), while reading the task can take longer. Anybody can call, so nothing here
 * throws, and nothing that the body says goes out.
 */
export async function handleCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	context.getResponseObject().status(200).json({});
	const answered = { noWebhookResponse: true };
	let told: Told | undefined;
	try {
		told = readCallback(context.getBodyData());
		const item = told && (await followUp(context, told));
		return item ? { ...answered, workflowData: [[item]] } : answered;
	} catch (error) {
		const { message, description } = toFailure(error);
		context.logger.warn(`Callback of task ${told?.taskId}: ${message}. ${description}`);
		return answered;
	}
}

/** What the body is about; nothing if it names no task. */
export function readCallback(body: unknown): Told | undefined {
	const task = readTask(body);
	return task && isPlainId(task.taskId)
		? { taskId: task.taskId, word: task.gatewayState }
		: undefined;
}

/** The ID becomes a part of the gateway's address and of the log, so a forged one must not lead elsewhere. */
const isPlainId = (taskId: string) => /^(?!\.+$)(?!.*[/?#\\%])[!-~]{1,200}$/.test(taskId);

/** Callbacks whose task is being read now. */
const underWay = new Set<string>();

/** Tasks that are read at the same moment, and those that nobody knows before the others wait. */
const READS_AT_ONCE = 20;
/** In bytes: a larger body does not wait for its turn, since n8n keeps it in memory as long. */
const LARGE_BODY = 100_000;

/** By the node. */
const limiters = new Map<string, CallbackLimiter>();

function openLimiter(key: string): CallbackLimiter {
	const limiter = limiters.get(key) ?? new CallbackLimiter(READS_AT_ONCE, hostClock());
	limiters.set(key, limiter);
	return limiter;
}

async function followUp(
	context: IWebhookFunctions,
	told: Told,
): Promise<INodeExecutionData | undefined> {
	const events = readEvents(context);
	if (!mayBeWanted(events, told.word)) return undefined;
	const memory = openMemory(context);
	if (memory.seen.isOver(told.taskId)) return undefined;
	const call = JSON.stringify([memory.key, told.taskId, told.word]);
	if (underWay.has(call)) return undefined;
	underWay.add(call);
	try {
		const limiter = openLimiter(memory.key);
		const isSmall = (context.getRequestObject().rawBody?.length ?? 0) <= LARGE_BODY;
		if (!(await limiter.acquire(isSmall))) return tellOfFlood(context);
		if (memory.seen.isOver(told.taskId)) {
			limiter.release();
			return undefined;
		}
		const client = await openClient(context);
		const toItem = itemMaker(context, client.gateway);
		const answer = await readAfter(client, told);
		const { state } = answer.task;
		// From here to the note nothing waits, so of calls at once one is the first.
		if (!memory.seen.isFurther(told.taskId, state)) return undefined;
		limiter.release();
		memory.note(told.taskId, state);
		if (wants(events, state)) return toItem(answer);
		if (saysEnded(told) && !isEnded(answer.task)) throw notEnded(told);
		return undefined;
	} finally {
		underWay.delete(call);
	}
}

/** When the log was told of a flood; milliseconds since 1970. */
let toldAt = 0;
const TOLD_EVERY_MS = 60_000;

function tellOfFlood(context: IWebhookFunctions): undefined {
	const now = hostClock().now();
	if (now - toldAt < TOLD_EVERY_MS) return;
	toldAt = now;
	context.logger.warn(
		`'${context.getNode().name}' gets more calls that bring nothing new than it follows up. Whoever sends them knows its address: a new node has a new one.`,
	);
}

/** Pauses before a task is read again: half a minute in all, since n8n keeps the call open. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * The task as the gateway has it. A passing refusal is ridden out; so is a gateway that calls
 * before it knows the end itself, or before the link is there (luma-apis.md 5.13).
 */
async function readAfter(client: GatewayClient, told: Told): Promise<TaskAnswer> {
	const clock = hostClock();
	for (let round = 0; ; round++) {
		const read = await fetchTask(client, told.taskId).catch(toFailure);
		const isLast = round === PAUSES_MS.length;
		if (read instanceof LumaFailure) {
			if (isLast || !read.facts.retryable) throw read;
		} else if (isLast || !saysEnded(told) || isEnded(read.task)) return read;
		await clock.sleep(PAUSES_MS[round]);
	}
}

const saysEnded = ({ word }: Told) => ['completed', 'failed'].includes(readState(word) ?? '');

const notEnded = ({ word }: Told) =>
	new LumaFailure(
		'badResponse',
		`The gateway said '${word}', but does not give the task as such`,
		"Read the task with 'Task: Get'. If this happens often, set 'Source' to 'Polling'.",
	);
