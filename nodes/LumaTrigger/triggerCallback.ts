import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { LumaFailure, toFailure } from '../Luma/task/failure';
import { readTask } from '../Luma/task/readTask';
import { readState } from '../Luma/task/state';
import { isEnded, type TaskAnswer } from '../Luma/task/task';
import { openClient, type GatewayClient } from '../Luma/transport/client';
import { fetchTask, type Fetched } from '../Luma/transport/fetchTasks';
import { CallbackLimiter } from '../Luma/waiting/callbackLimiter';
import { hostClock } from '../Luma/waiting/clock';
import { retry } from '../Luma/waiting/retry';
import { mayBeWanted, wants } from './events';
import { openMemory } from './memory';
import { itemMaker, readEvents } from './parameters';

/** What a callback's body claims. Only the ID is used, to fetch the task from the gateway. */
interface Claim {
	taskId: string;
	/** The gateway's word for the state. */
	word: string | null;
}

/**
 * Handles a gateway's callback. It is answered first: Luma waits 5 seconds for that before it calls again
 * (docs/gateways.md#dream-machine-callbacks), and reading the task can take longer. Anyone can call, so nothing here throws, and
 * nothing from the body reaches the workflow.
 */
export async function handleCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	context.getResponseObject().status(200).json({});
	const answered = { noWebhookResponse: true };
	let claim: Claim | undefined;
	try {
		claim = readCallback(context.getBodyData());
		const item = claim && (await followUp(context, claim));
		return item ? { ...answered, workflowData: [[item]] } : answered;
	} catch (error) {
		const { message, description } = toFailure(error);
		context.logger.warn(`Callback of task ${claim?.taskId}: ${message}. ${description}`);
		return answered;
	}
}

/** @returns `undefined` if the body names no task */
export function readCallback(body: unknown): Claim | undefined {
	const task = readTask(body);
	return task && isPlainId(task.taskId)
		? { taskId: task.taskId, word: task.gatewayState }
		: undefined;
}

/** The ID becomes part of a URL and of the log, so a forged one must not lead elsewhere. */
const isPlainId = (taskId: string) => /^(?!\.+$)(?!.*[/?#\\%])[!-~]{1,200}$/.test(taskId);

/** Callbacks whose task is being read. */
const callbacksInProgress = new Set<string>();

/** How many tasks are read at once, and how many unknown ones before further callbacks wait. */
const READS_AT_ONCE = 20;
/** In bytes. A callback with a larger body does not wait, since n8n keeps the body in memory meanwhile. */
const LARGE_BODY = 100_000;

/** By node, for the life of the process: as many as there are trigger nodes. */
const limiters = new Map<string, CallbackLimiter>();

function openLimiter(key: string): CallbackLimiter {
	const limiter = limiters.get(key) ?? new CallbackLimiter(READS_AT_ONCE, hostClock());
	limiters.set(key, limiter);
	return limiter;
}

async function followUp(
	context: IWebhookFunctions,
	claim: Claim,
): Promise<INodeExecutionData | undefined> {
	const events = readEvents(context);
	if (!mayBeWanted(events, claim.word)) return undefined;
	const memory = openMemory(context);
	if (memory.known.isOver(claim.taskId)) return undefined;
	const call = JSON.stringify([memory.key, claim.taskId, claim.word]);
	if (callbacksInProgress.has(call)) return undefined;
	callbacksInProgress.add(call);
	try {
		const limiter = openLimiter(memory.key);
		const isSmall = (context.getRequestObject().rawBody?.length ?? 0) <= LARGE_BODY;
		if (!(await limiter.acquire(isSmall))) return logFlood(context);
		if (memory.known.isOver(claim.taskId)) {
			limiter.release();
			return undefined;
		}
		const client = await openClient(context);
		const toItem = itemMaker(context, client.gateway);
		const answer = await fetchClaimed(client, claim);
		const { state } = answer.task;
		// Nothing waits from here to the note, so one of several simultaneous callbacks is the first.
		if (!memory.known.isFurther(claim.taskId, state)) return undefined;
		limiter.release();
		memory.note(claim.taskId, state);
		if (wants(events, state)) return toItem(answer);
		if (claimsEnd(claim) && !isEnded(answer.task)) throw notEnded(claim);
		return undefined;
	} finally {
		callbacksInProgress.delete(call);
	}
}

/** When a flood was last logged; milliseconds since 1970. */
let loggedAt = 0;
const LOG_INTERVAL_MS = 60_000;

function logFlood(context: IWebhookFunctions): undefined {
	const now = hostClock().now();
	if (now - loggedAt < LOG_INTERVAL_MS) return;
	loggedAt = now;
	context.logger.warn(
		`'${context.getNode().name}' is receiving more callbacks without news than it checks, so some are dropped. Someone who knows the webhook URL sends them; to change the URL, replace the node.`,
	);
}

/** Half a minute in all, since n8n keeps the call open. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * The task as the gateway has it. Retries a passing refusal, a gateway that calls before it
 * knows the end itself, and a link that is not ready yet (docs/gateways.md#completed-without-a-link).
 */
async function fetchClaimed(client: GatewayClient, claim: Claim): Promise<TaskAnswer> {
	const result = await retry<Fetched>(
		async () => await fetchTask(client, claim.taskId).catch(toFailure),
		{
			pausesMs: PAUSES_MS,
			clock: hostClock(),
			isFinal: (fetched) =>
				fetched instanceof LumaFailure
					? !fetched.facts.retryable
					: !claimsEnd(claim) || isEnded(fetched.task),
		},
	);
	if (result instanceof LumaFailure) throw result;
	return result;
}

const claimsEnd = ({ word }: Claim) => ['completed', 'failed'].includes(readState(word) ?? '');

const notEnded = ({ word }: Claim) =>
	new LumaFailure(
		'badResponse',
		`The gateway called the task '${word}', but does not give it as finished`,
		"Read the task with 'Task: Get'. If this happens often, set 'Source' to 'Polling'.",
	);
