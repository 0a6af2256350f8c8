import type {
	IDataObject,
	INode,
	INodeExecutionData,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { LumaFailure } from '../../task/failure';
import { readTask } from '../../task/read';
import { saysUnderWay } from '../../task/state';
import { isEnded } from '../../task/task';
import { openSession } from '../../transport/session';
import { fetchTasks, requestsFor, type Fetched } from '../../transport/tasks';
import { STANDING, type Standing } from './standing';
import { finish, type WaitSettings } from './waitSettings';

/*
 * A gateway's call wakes the parked execution. Its body is not believed: it only says which task
 * to look at first. Nothing here throws, since n8n would fail the execution for that; whatever is
 * left open is found by the inner execution, which goes on asking (n8n-internals.md 3).
 */

const ANSWER: IWebhookResponseData = { webhookResponse: { received: true } };

/** Executions that are being looked at, and whether another call came meanwhile. */
const underWay = new Map<string, { again: boolean }>();

export async function answerCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const executionId = context.getExecutionId() ?? '';
	const running = underWay.get(executionId);
	if (running) {
		running.again = true;
		return ANSWER;
	}
	const look = { again: false };
	underWay.set(executionId, look);
	try {
		const standings = readStandings(context);
		let first = calledFor(context.getBodyData());
		if (first?.isOpen) return ANSWER;
		do {
			look.again = false;
			const items = await lookAtAll(context, standings, first?.taskId);
			if (items) return { ...ANSWER, workflowData: [items] };
			first = undefined;
		} while (look.again);
	} catch (error) {
		context.logger.warn(`Luma AI could not use a callback: ${(error as Error).message}`);
	} finally {
		underWay.delete(executionId);
	}
	return ANSWER;
}

/** What the parked node left in its input items. */
function readStandings(context: IWebhookFunctions): Standing[] {
	const items = context.evaluateExpression('{{ $input.all() }}') as INodeExecutionData[];
	return items.map(({ json }) => json[STANDING] as Standing);
}

/** The task that the body speaks of, and whether it says itself that there is nothing to see yet. */
function calledFor(body: unknown): { taskId: string; isOpen: boolean } | undefined {
	const task = readTask(body);
	return task && { taskId: task.taskId, isOpen: saysUnderWay(task.gatewayState) };
}

/** @returns the node's items, once all tasks are done; `undefined` where the wait goes on */
async function lookAtAll(
	context: IWebhookFunctions,
	standings: Standing[],
	first: string | undefined,
): Promise<INodeExecutionData[] | undefined> {
	const session = await openSession(context);
	const open = standings.flatMap((standing) => ('open' in standing ? standing.open : []));
	const results = new Map<WaitSettings, IDataObject>();
	const taskIds = inOrder(open, first);
	// Where each task takes a request, the look ends at the first that is open: of many calls for
	// many tasks, few end the wait.
	const size = requestsFor(session, taskIds.length) < taskIds.length ? taskIds.length : 1;
	for (let at = 0; at < taskIds.length; at += size) {
		const fetched = await fetchTasks(session, taskIds.slice(at, at + size), true);
		for (const watch of open) {
			const answer = fetched.get(watch.taskId);
			if (!answer) continue;
			const result = resultOf(answer, watch, context.getNode());
			if (!result) return undefined;
			results.set(watch, result);
		}
	}
	return standings.map((standing, item) => ({
		json: 'open' in standing ? (results.get(standing.open) as IDataObject) : standing.result,
		pairedItem: { item },
	}));
}

/** The task of the call first, the others in no order: none is likelier to be open. */
function inOrder(open: WaitSettings[], first: string | undefined): string[] {
	const rank = new Map(open.map(({ taskId }) => [taskId, taskId === first ? -1 : Math.random()]));
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
