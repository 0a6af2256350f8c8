import type { IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import * as n8nWorkflow from 'n8n-workflow';

import { hostClock } from '../../../../waiting/clock';
import { innerWorkflow } from './innerWorkflow';
import { planWakeUp } from './wakeUp';
import { isToolCall } from '../../../toolCall';
import { toLoopItems, pendingOf, STANDING, type ItemState } from './itemState';

/** Why this node has to hold its worker while it waits; `undefined` where it does not have to. */
export function whyNotSuspended(context: IExecuteFunctions): string | undefined {
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
 * Parks the execution until every item has its result.
 *
 * @param standings of all items, in the order of the input
 * @param intervalMs between two looks
 * @param pauseMs that the gateway needs after the looks so far
 * @returns what the node shows meanwhile; n8n replaces it once the execution goes on
 * @throws what n8n throws where it refuses the inner execution
 */
export async function suspend(
	context: IExecuteFunctions,
	standings: ItemState[],
	intervalMs: number,
	pauseMs: number,
): Promise<INodeExecutionData[]> {
	const executionId = context.getExecutionId();
	const workflowId = context.getWorkflow().id as string;
	const now = hostClock().now();
	const round = planWakeUp(
		{ executionId, intervalMs, continueOnFail: context.continueOnFail() },
		now,
		{ deadlines: pendingOf(standings).map(({ deadline }) => deadline), isFirst: true, pauseMs },
	);
	const { waitTill, data } = await context.executeWorkflow(
		{ code: innerWorkflow(context.getNode()) },
		toLoopItems(standings, round).map((json, item) => ({ json, pairedItem: { item } })),
		undefined,
		{
			parentExecution: { executionId, workflowId, shouldResume: true },
			executionMode: context.getMode(),
		},
	);
	const items = context.getInputData();
	if (!waitTill) return data[0] ?? [];
	// What a callback finds: n8n keeps the input of a parked node with the execution.
	items.forEach((item, itemIndex) => {
		item.json = { ...item.json, [STANDING]: standings[itemIndex] };
	});
	// n8n runs a node again, under its Retry On Fail, whose first item holds an `error`.
	return items.map(({ json }, item) => ({
		json: { ...json, error: undefined },
		pairedItem: { item },
	}));
}

/** Whether the inner execution failed, rather than n8n refusing to start it. */
export const isFromInside = (error: unknown): boolean =>
	(error as { node?: INode }).node?.parameters.asksAgain === true;
