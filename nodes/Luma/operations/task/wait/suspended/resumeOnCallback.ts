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
import { isEnded } from '../../../../task/task';
import { openClient } from '../../../../transport/client';
import { fetchTasks, readsAtOnce, type Fetched } from '../../../../transport/tasks';
import { hostClock } from '../../../../waiting/clock';
import { CallbackLimiter } from '../../../../waiting/callbackLimiter';
import { STANDING, type ItemState } from './itemState';
import { finish, type WaitSettings } from '../waitSettings';

/*
 * A gateway's call wakes the parked execution. Its body is not believed: it only says which task
 * to look at first. Nothing here throws, since n8n would fail the execution for that; whatever is
 * left open is found by the inner execution, which goes on asking (n8n-internals.md 3).
 */

const ANSWER: IWebhookResponseData = { webhookResponse: { received: true } };

/** How the tasks of an execution are looked at, for the calls that come for it. */
interface Looks {
	turns: CallbackLimiter;
	isUnderWay: boolean;
	/** Another call came meanwhile. */
	again: boolean;
	/** The task that was open at the last look. */
	openId?: string;
}

/** For a few tasks that end at about the same time; what comes on top of that waits. */
const LOOKS_AT_ONCE = 5;

/** By the ID of the execution. */
const looksOf = new Map<string, Looks>();

/**
 * Anybody who has the address can call, as often as they like: there is one look at a time, and no
 * more of them than a poll would make. A true call is not lost by that, and hardly late.
 */
export async function resumeOnCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const looks = openLooks(context.getExecutionId() ?? '');
	if (looks.isUnderWay) {
		looks.again = true;
		return ANSWER;
	}
	looks.isUnderWay = true;
	try {
		const standings = readStandings(context);
		let first = calledFor(context.getBodyData());
		if (first?.isOpen) return ANSWER;
		do {
			await looks.turns.take();
			looks.again = false;
			const items = await lookAtAll(context, standings, looks, first?.taskId);
			if (items) return { ...ANSWER, workflowData: [items] };
			first = undefined;
		} while (looks.again);
	} catch (error) {
		context.logger.warn(`Luma AI could not use a callback: ${(error as Error).message}`);
	} finally {
		looks.isUnderWay = false;
	}
	return ANSWER;
}

function openLooks(executionId: string): Looks {
	for (const [id, { isUnderWay, turns }] of looksOf) {
		if (!isUnderWay && turns.areAllFree()) looksOf.delete(id);
	}
	const turns = new CallbackLimiter(LOOKS_AT_ONCE, hostClock());
	const looks = looksOf.get(executionId) ?? { turns, isUnderWay: false, again: false };
	looksOf.set(executionId, looks);
	return looks;
}

/** What the parked node left in its input items. */
function readStandings(context: IWebhookFunctions): ItemState[] {
	const items = context.evaluateExpression('{{ $input.all() }}') as INodeExecutionData[];
	return items.map(({ json }) => json[STANDING] as ItemState);
}

/** The task that the body speaks of, and whether it says itself that there is nothing to see yet. */
function calledFor(body: unknown): { taskId: string; isOpen: boolean } | undefined {
	const task = readTask(body);
	return task && { taskId: task.taskId, isOpen: saysUnderWay(task.gatewayState) };
}

/** @returns the node's items, once all tasks are done; `undefined` where the wait goes on */
async function lookAtAll(
	context: IWebhookFunctions,
	standings: ItemState[],
	looks: Looks,
	called: string | undefined,
): Promise<INodeExecutionData[] | undefined> {
	const client = await openClient(context);
	const open = standings.flatMap((standing) => ('open' in standing ? standing.open : []));
	const results = new Map<WaitSettings, IDataObject>();
	const taskIds = inOrder(open, [called, looks.openId]);
	// Request by request, up to the first task that is open: of many calls for many tasks, few end the wait.
	for (let at = 0, size: number; at < taskIds.length; at += size) {
		size = readsAtOnce(client);
		const fetched = await fetchTasks(client, taskIds.slice(at, at + size), true);
		for (const watch of open) {
			const answer = fetched.get(watch.taskId);
			if (!answer) continue;
			const result = resultOf(answer, watch, context.getNode());
			if (!result) {
				looks.openId = watch.taskId;
				return undefined;
			}
			results.set(watch, result);
		}
	}
	return standings.map((standing, item) => ({
		json: 'open' in standing ? (results.get(standing.open) as IDataObject) : standing.result,
		pairedItem: { item },
	}));
}

/**
 * The task of the call first, then the one that was open the last time, the others in no order: none is
 * likelier to be open.
 */
function inOrder(open: WaitSettings[], first: Array<string | undefined>): string[] {
	const rankOf = (taskId: string) =>
		first.includes(taskId) ? first.indexOf(taskId) - first.length : Math.random();
	const rank = new Map(open.map(({ taskId }) => [taskId, rankOf(taskId)]));
	return [...rank].sort(([, a], [, b]) => a - b).map(([taskId]) => taskId);
}

/** What stops the node is left to the inner execution: it can say so, a webhook cannot. */
function resultOf(answer: Fetched, watch: WaitSettings, node: INode): IDataObject | undefined {
	if (answer instanceof LumaFailure || !isEnded(answer.task)) return undefined;
	const result = finish({ ...answer, timedOut: false }, watch);
	if (!(result instanceof LumaFailure)) return result;
	const goesOn = node.onError === 'continueRegularOutput' || node.continueOnFail === true;
	return goesOn ? result.toJson() : undefined;
}
