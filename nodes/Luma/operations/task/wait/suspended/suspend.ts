import { randomUUID } from 'crypto';
import type { IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import * as n8nWorkflow from 'n8n-workflow';

import { hostClock } from '../../../../waiting/clock';
import { isToolCall } from '../../../toolCall';
import { INNER_OPERATION, innerWorkflow } from './innerWorkflow';
import { pendingOf, SUSPENDED, toLoopItems, type ItemState } from './itemState';
import { planWakeUp } from './wakeUp';

/** Why this execution cannot be suspended; `undefined` if it can. */
export function suspensionObstacle(context: IExecuteFunctions): string | undefined {
	if (!('WAIT_FOR_SUB_EXECUTION' in n8nWorkflow)) return 'that takes n8n 2.41 or later';
	if (isToolCall(context)) return 'this AI agent cannot wait for a suspended tool';
	if (context.getNode().onError === 'continueErrorOutput') {
		return "after a suspension n8n would strip the items of the error output; 'On Error: Continue' keeps them whole";
	}
	if (context.getMode() === 'cli') return 'nothing would resume a run of the command line';
	if (!context.getWorkflow().id || !context.getExecutionId()) return 'the workflow is not saved';
	return undefined;
}

/**
 * Suspends the execution until every item has its result.
 *
 * @param states of all items, in the order of the input
 * @param intervalMs between two checks
 * @param pauseMs that the gateway needs after the checks so far
 * @returns what the node shows meanwhile; n8n replaces it when the execution resumes
 * @throws what n8n throws if it refuses the inner execution
 */
export async function suspend(
	context: IExecuteFunctions,
	states: ItemState[],
	intervalMs: number,
	pauseMs: number,
): Promise<INodeExecutionData[]> {
	const executionId = context.getExecutionId();
	const workflowId = context.getWorkflow().id as string;
	const token = randomUUID();
	const wakeUp = planWakeUp(
		{ executionId, intervalMs, continueOnFail: context.continueOnFail(), token },
		hostClock().now(),
		{ deadlines: pendingOf(states).map(({ deadline }) => deadline), isFirst: true, pauseMs },
	);
	const { waitTill, data } = await context.executeWorkflow(
		{ code: innerWorkflow(context.getNode(), token) },
		toLoopItems(states, wakeUp).map((json, item) => ({ json, pairedItem: { item } })),
		undefined,
		{
			parentExecution: { executionId, workflowId, shouldResume: true },
			executionMode: context.getMode(),
		},
	);
	if (!waitTill) return data[0] ?? [];
	keepApart(context);
	const items = context.getInputData();
	// A callback reads this: n8n stores the input of a suspended node with the execution.
	items.forEach((item, itemIndex) => {
		item.json = { ...item.json, [SUSPENDED]: { state: states[itemIndex] } };
	});
	// With Retry On Fail, n8n runs a node again if its first item has an `error`.
	return items.map(({ json }, item) => ({
		json: { ...json, error: undefined },
		pairedItem: { item },
	}));
}

/**
 * Entries of n8n's stack share the object of their node, and n8n disables that object when it resumes one: another
 * run of this node that is due at the same time would pass its items on unfinished
 * (docs/n8n-internals.md#shared-node-objects). So this entry gets a copy.
 */
function keepApart(context: IExecuteFunctions): void {
	const entry = context.getExecuteData();
	entry.node = { ...entry.node };
}

/** Whether the inner execution failed, rather than n8n refusing to start it. */
export const isFromInside = (error: unknown): boolean =>
	(error as { node?: INode }).node?.parameters.operation === INNER_OPERATION;
