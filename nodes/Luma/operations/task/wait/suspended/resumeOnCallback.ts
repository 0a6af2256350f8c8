import type {
	IDataObject,
	INode,
	INodeExecutionData,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { LumaFailure } from '../../../../task/failure';
import { readTask } from '../../../../task/readTask';
import { saysUnderWay } from '../../../../task/state';
import { openClient } from '../../../../transport/client';
import { fetchTasks, readsAtOnce } from '../../../../transport/fetchTasks';
import type { Outcome } from '../../../../waiting/awaitedTask';
import { CallbackLimiter } from '../../../../waiting/callbackLimiter';
import { checkOpenTasks } from '../../../../waiting/checkOpenTasks';
import { hostClock } from '../../../../waiting/clock';
import { toResult, type WaitSettings } from '../waitSettings';
import { pendingOf, readSuspended, type ItemState } from './itemState';

/*
 * A gateway's callback resumes the suspended execution. Its body is not believed: it only says which task
 * to check first. Nothing here throws, since n8n would fail the execution for that; whatever stays open is
 * left to the inner execution (docs/n8n-internals.md#waiting-webhooks).
 */

const RECEIVED: IWebhookResponseData = { webhookResponse: { received: true } };

/** The checks of one execution's tasks that callbacks cause. */
interface CallbackChecks {
	limiter: CallbackLimiter;
	isRunning: boolean;
	/** Another callback came while a check was running. */
	isRepeated: boolean;
	/** The task that the last check found open. */
	openTaskId?: string;
}

/** Enough for a few tasks that finish at about the same time. */
const CHECKS_AT_ONCE = 5;

/** By execution ID; dropped once nothing is running and the limiter is full. */
const checksByExecution = new Map<string, CallbackChecks>();

/**
 * Anyone who knows the URL can call it as often as they like. So one check runs at a time, and no more
 * often than a poll would; a genuine callback is neither lost nor noticeably delayed by that.
 */
export async function resumeOnCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const checks = openChecks(context.getExecutionId() ?? '');
	if (checks.isRunning) {
		checks.isRepeated = true;
		return RECEIVED;
	}
	checks.isRunning = true;
	try {
		const states = readStates(context);
		let claim = readClaim(context.getBodyData());
		if (claim?.isOpen) return RECEIVED;
		do {
			await checks.limiter.acquire();
			checks.isRepeated = false;
			const items = await checkAll(context, states, checks, claim?.taskId);
			if (items) return { ...RECEIVED, workflowData: [items] };
			claim = undefined;
		} while (checks.isRepeated);
	} catch (error) {
		context.logger.warn(`Luma AI could not use a callback: ${(error as Error).message}`);
	} finally {
		checks.isRunning = false;
	}
	return RECEIVED;
}

function openChecks(executionId: string): CallbackChecks {
	for (const [id, { isRunning, limiter }] of checksByExecution) {
		if (!isRunning && limiter.isFull()) checksByExecution.delete(id);
	}
	const limiter = new CallbackLimiter(CHECKS_AT_ONCE, hostClock());
	const known = checksByExecution.get(executionId);
	const checks = known ?? { limiter, isRunning: false, isRepeated: false };
	checksByExecution.set(executionId, checks);
	return checks;
}

/** What `suspend` left in the input items of the suspended node. */
function readStates(context: IWebhookFunctions): ItemState[] {
	const items = context.evaluateExpression('{{ $input.all() }}') as INodeExecutionData[];
	// With Execute Once, only the first item of the input is waited for.
	return items.flatMap((item) => readSuspended(item)?.state ?? []);
}

/** The task that a callback claims to be about, and whether it says itself that the task is not finished. */
function readClaim(body: unknown): { taskId: string; isOpen: boolean } | undefined {
	const task = readTask(body);
	return task && { taskId: task.taskId, isOpen: saysUnderWay(task.gatewayState) };
}

/** @returns the node's items once all tasks are finished; `undefined` while the wait continues */
async function checkAll(
	context: IWebhookFunctions,
	states: ItemState[],
	checks: CallbackChecks,
	claimed: string | undefined,
): Promise<INodeExecutionData[] | undefined> {
	const client = await openClient(context);
	const pending = pendingOf(states);
	const results = new Map<WaitSettings, IDataObject>();
	const taskIds = checkOrder(pending, [claimed, checks.openTaskId]);
	// Stop at the first unfinished task: most callbacks do not complete the wait.
	for (let at = 0, size: number; at < taskIds.length; at += size) {
		size = readsAtOnce(client);
		const due = new Set(taskIds.slice(at, at + size));
		const tasks = pending.filter(({ taskId }) => due.has(taskId));
		const { outcomes } = await checkOpenTasks(tasks, {
			fetch: async (ids) => await fetchTasks(client, ids, true),
			clock: hostClock(),
		});
		for (const task of tasks) {
			const result = resultOf(outcomes.get(task), task, context.getNode());
			if (!result) {
				checks.openTaskId = task.taskId;
				return undefined;
			}
			results.set(task, result);
		}
	}
	return states.map((state, item) => ({
		json: 'pending' in state ? (results.get(state.pending) as IDataObject) : state.result,
		pairedItem: { item },
	}));
}

/** First the claimed task, then the one that was open last time, then the rest in random order. */
function checkOrder(pending: WaitSettings[], first: Array<string | undefined>): string[] {
	const rankOf = (taskId: string) =>
		first.includes(taskId) ? first.indexOf(taskId) - first.length : Math.random();
	const rank = new Map(pending.map(({ taskId }) => [taskId, rankOf(taskId)]));
	return [...rank].sort(([, a], [, b]) => a - b).map(([taskId]) => taskId);
}

/** A failure that stops the node is left to the inner execution, which can report it; a webhook cannot. */
function resultOf(
	outcome: Outcome | undefined,
	task: WaitSettings,
	node: INode,
): IDataObject | undefined {
	if (!outcome || outcome instanceof LumaFailure || outcome.timedOut) return undefined;
	const result = toResult(outcome, task);
	if (!(result instanceof LumaFailure)) return result;
	const continues = node.onError === 'continueRegularOutput' || node.continueOnFail === true;
	return continues ? result.toJson() : undefined;
}
