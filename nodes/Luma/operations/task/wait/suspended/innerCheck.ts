import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { LumaFailure, toFailure } from '../../../../task/failure';
import { openClient, type GatewayClient } from '../../../../transport/client';
import { fetchTasks, tasksPerMinute, type Fetched } from '../../../../transport/fetchTasks';
import { checkOpenTasks } from '../../../../waiting/checkOpenTasks';
import { hostClock } from '../../../../waiting/clock';
import { rateLimitMs } from '../../../../waiting/pollSchedule';
import { longestRetryAfterMs } from '../../../../waiting/retry';
import { toNodeError } from '../../../nodeError';
import type { Operation } from '../../../operation';
import { nameTasks, toResult } from '../waitSettings';
import {
	pendingOf,
	readSuspended,
	taskIdsOf,
	toLoopItems,
	toResults,
	type ItemState,
	type SuspendedItem,
} from './itemState';
import { planWakeUp, type WakeUp } from './wakeUp';

/** How far apart the clocks of n8n and its database can be. */
const EARLY_MS = 2_000;

/** How long the inner execution sleeps while the outer one waits at another node, which can take days. */
const LEFT_OVER_MS = 15 * 60_000;

/** n8n stores the failure with the suspended node, and shows it again instead of running the node. */
const RETRY_REPEATS =
	"n8n's 'Retry' would only repeat this message. Use the task IDs above with 'Task: Get'.";

/**
 * The node inside the inner execution: checks the pending tasks once, and is suspended again while there
 * are any, or until the next check is due.
 */
async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const items = context.getInputData().map((item) => readSuspended(item) as SuspendedItem);
	const states = items.map(({ state }) => state);
	const wakeUp = items[0].wakeUp as WakeUp;
	const clock = hostClock();
	// The first time: the outer execution is suspended only after this.
	if (clock.now() < wakeUp.wakeAt - EARLY_MS) return await suspendAgain(context, states, wakeUp);
	const outer = await whereOuterWaits(context, wakeUp.executionId);
	if (outer === 'nowhere') return toResults(states);
	if (outer === 'elsewhere') {
		const later = clock.now() + LEFT_OVER_MS;
		return await suspendAgain(context, states, { ...wakeUp, checkAt: later, wakeAt: later });
	}
	if (clock.now() < wakeUp.checkAt - EARLY_MS) {
		const sleepOn = planWakeUp(wakeUp, clock.now(), { checkAt: wakeUp.checkAt });
		return await suspendAgain(context, states, sleepOn);
	}

	const client = await openClient(context).catch(toFailure);
	const quota = client instanceof LumaFailure ? undefined : tasksPerMinute(client);
	const { outcomes, fetched } = await checkOpenTasks(pendingOf(states), {
		fetch: async (taskIds) => await fetchAll(client, taskIds),
		clock,
		quota,
	});
	const next = states.map((state, itemIndex): ItemState => {
		const outcome = 'pending' in state ? outcomes.get(state.pending) : undefined;
		if ('result' in state || !outcome) return state;
		const { taskId } = state.pending;
		const result = toResult(outcome, state.pending);
		if (!(result instanceof LumaFailure)) return { result, taskId };
		if (wakeUp.continueOnFail) return { result: result.toJson(), taskId };
		const failure = result.withHint(nameTasks(taskIdsOf(states), taskId)).withHint(RETRY_REPEATS);
		throw toNodeError(context.getNode(), failure, itemIndex);
	});
	const left = pendingOf(next);
	if (left.length === 0) return toResults(next);

	context.logger.debug(`Luma AI waits for ${left.length} of ${next.length} tasks`);
	return await suspendAgain(
		context,
		next,
		planWakeUp(wakeUp, clock.now(), {
			deadlines: left.map(({ deadline }) => deadline),
			pauseMs: Math.max(rateLimitMs(fetched.size, quota), longestRetryAfterMs(fetched.values())),
		}),
	);
}

/** n8n resumes a node by passing its input on, so the state travels in the input items. */
async function suspendAgain(
	context: IExecuteFunctions,
	states: ItemState[],
	wakeUp: WakeUp,
): Promise<INodeExecutionData[]> {
	const items = context.getInputData();
	toLoopItems(states, wakeUp).forEach((json, itemIndex) => {
		items[itemIndex].json = json;
	});
	await context.putExecutionToWait(new Date(wakeUp.wakeAt));
	return toResults(states);
}

/**
 * Where the outer execution waits: `nowhere` once it was stopped, deleted or resumed by a callback;
 * `elsewhere` if it was resumed and waits at another node by now. n8n would take that node for this one,
 * and hand our items to it when the inner execution ends.
 */
async function whereOuterWaits(
	context: IExecuteFunctions,
	executionId: string,
): Promise<'here' | 'nowhere' | 'elsewhere'> {
	const outer = await context.getExecutionDataById(executionId).catch(() => 'unknown' as const);
	// Where n8n cannot tell, continuing does no harm: the timeout ends it.
	if (outer === 'unknown') return 'here';
	if (outer?.waitTill === undefined || outer.resultData.error !== undefined) return 'nowhere';
	const entry = outer.executionData?.nodeExecutionStack[0];
	const children = entry?.metadata?.waitingChildExecutionIds;
	if (children) return children.includes(context.getExecutionId()) ? 'here' : 'nowhere';
	return entry === undefined || entry.node.name === context.getNode().name ? 'here' : 'elsewhere';
}

async function fetchAll(
	client: GatewayClient | LumaFailure,
	taskIds: string[],
): Promise<Map<string, Fetched>> {
	if (!(client instanceof LumaFailure)) return await fetchTasks(client, taskIds, true);
	return new Map(taskIds.map((taskId) => [taskId, client.forTask(taskId)]));
}

export const innerCheck: Operation = { fields: [], execute };
