import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { longestRetryAfterMs, LumaFailure } from '../../../../task/failure';
import { toFailure, toNodeError } from '../../../nodeError';
import { openClient, type GatewayClient } from '../../../../transport/client';
import { fetchTasks, tasksPerMinute, type Fetched } from '../../../../transport/tasks';
import { hostClock } from '../../../../waiting/clock';
import { planWakeUp, ROUND, type WakeUp } from './wakeUp';
import { paceMs } from '../../../../waiting/pollSchedule';
import { selectDue, evaluate, evaluateUnread } from '../../../../waiting/awaitedTask';
import {
	toLoopItems,
	pendingOf,
	STANDING,
	taskIdsOf,
	toResults,
	type ItemState,
} from './itemState';
import { finish, tellOthers, type WaitSettings } from '../waitSettings';

/** n8n's clock and the database's can differ by so much. */
const EARLY_MS = 2_000;

/** How long the inner execution sleeps while what it worked for waits elsewhere: that can take days. */
const LEFT_OVER_MS = 15 * 60_000;

/** n8n keeps what a suspended node failed with, and shows it again instead of running the node. */
const SAID_AGAIN =
	"After a suspension n8n's own 'Retry' only says this again: take the task IDs from here.";

/** Whether this is the node's copy inside the inner execution. */
export const asksAgain = (context: IExecuteFunctions) =>
	context.getNodeParameter('asksAgain', 0, false) === true &&
	context.getInputData()[0]?.json[ROUND] !== undefined;

/**
 * The node inside the inner execution: asks once for the tasks that are open, and is suspended while
 * there are some, or until it is time to ask.
 */
export async function checkInside(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const items = context.getInputData();
	const round = items[0].json[ROUND] as unknown as WakeUp;
	const standings = items.map(({ json }) => json[STANDING] as ItemState);
	const clock = hostClock();
	// At the very beginning: the execution that it works for is parked only after this.
	if (clock.now() < round.wakeAt - EARLY_MS) return await goRound(context, standings, round);
	const parked = await whereIsParked(context, round.executionId);
	if (parked === 'nowhere') return toResults(standings);
	if (parked === 'elsewhere') {
		const later = clock.now() + LEFT_OVER_MS;
		return await goRound(context, standings, { ...round, askAt: later, wakeAt: later });
	}
	if (clock.now() < round.askAt - EARLY_MS) {
		return await goRound(
			context,
			standings,
			planWakeUp(round, clock.now(), { askAt: round.askAt }),
		);
	}

	const client = await openClient(context).catch(toFailure);
	const open = pendingOf(standings);
	const most = limitOf(client);
	// Between two rounds lies a minute, or what the first one needs.
	const asked = selectDue(open, most ?? Infinity, clock.now());
	const fetched = await fetchAll(client, asked);
	const now = clock.now();
	const next = standings.map((standing, itemIndex): ItemState => {
		if ('result' in standing) return standing;
		const { taskId } = standing.open;
		const answer = fetched.get(taskId);
		const outcome = answer
			? evaluate(standing.open, answer, now)
			: evaluateUnread(standing.open, now);
		if (!outcome) return standing;
		const result = finish(outcome, standing.open);
		if (!(result instanceof LumaFailure)) return { result, taskId };
		if (round.continueOnFail) return { result: result.toJson(), taskId };
		const told = result.withHint(tellOthers(taskIdsOf(standings), taskId)).withHint(SAID_AGAIN);
		throw toNodeError(context.getNode(), told, itemIndex);
	});
	const left = pendingOf(next);
	if (left.length === 0) return toResults(next);

	context.logger.debug(`Luma AI waits for ${left.length} of ${next.length} tasks`);
	return await goRound(
		context,
		next,
		planWakeUp(round, now, {
			deadlines: left.map(({ deadline }) => deadline),
			pauseMs: Math.max(paceMs(fetched.size, most), longestRetryAfterMs(fetched.values())),
		}),
	);
}

/** Suspends the inner execution; n8n passes the input on when it takes it up, so that is what is kept. */
async function goRound(
	context: IExecuteFunctions,
	standings: ItemState[],
	round: WakeUp,
): Promise<INodeExecutionData[]> {
	const items = context.getInputData();
	toLoopItems(standings, round).forEach((json, itemIndex) => {
		items[itemIndex].json = json;
	});
	await context.putExecutionToWait(new Date(round.wakeAt));
	return toResults(standings);
}

/**
 * Where the execution is parked that this one works for: `nowhere` once it was stopped, has gone on by a
 * callback, or was deleted; `elsewhere` where it has gone on and waits at a node of another kind. n8n
 * would take that one for ours, and hand our items to it as soon as the inner execution ends.
 */
async function whereIsParked(
	context: IExecuteFunctions,
	executionId: string,
): Promise<'here' | 'nowhere' | 'elsewhere'> {
	const parked = await context.getExecutionDataById(executionId).catch(() => 'unknown' as const);
	// Where n8n cannot say, going on does no harm: the limit ends it.
	if (parked === 'unknown') return 'here';
	if (parked?.waitTill === undefined || parked.resultData.error !== undefined) return 'nowhere';
	const at = parked.executionData?.nodeExecutionStack[0];
	const children = at?.metadata?.waitingChildExecutionIds;
	if (children) return children.includes(context.getExecutionId()) ? 'here' : 'nowhere';
	return at === undefined || at.node.name === context.getNode().name ? 'here' : 'elsewhere';
}

async function fetchAll(
	client: GatewayClient | LumaFailure,
	open: WaitSettings[],
): Promise<Map<string, Fetched>> {
	const taskIds = [...new Set(open.map(({ taskId }) => taskId))];
	if (!(client instanceof LumaFailure)) return await fetchTasks(client, taskIds, true);
	return new Map(taskIds.map((taskId) => [taskId, client.forTask(taskId)]));
}

/** How many tasks can be asked for in a minute. */
const limitOf = (client: GatewayClient | LumaFailure) =>
	client instanceof LumaFailure ? undefined : tasksPerMinute(client);
