import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import * as n8nWorkflow from 'n8n-workflow';

import { LumaFailure } from '../../task/failure';
import { toFailure, toNodeError } from '../../transport/nodeError';
import { openSession, type Session } from '../../transport/session';
import { fetchTasks, requestsFor, type Fetched } from '../../transport/tasks';
import { hostClock } from '../../waiting/clock';
import { innerWorkflow, nextRound, ROUND, type Round } from '../../waiting/suspend';
import { settle } from '../../waiting/watch';
import { isToolCall } from '../toolCall';
import { finish, tellOthers, type WaitSettings } from './waitSettings';

/** Where an item of a suspended wait stands: its task is open, or this is its result. */
export type Standing = { open: WaitSettings } | { result: IDataObject };

/** Under this key, an item of the parked execution holds its standing. */
export const STANDING = 'lumaWait';

/** n8n's clock and the database's can differ by so much. */
const EARLY_MS = 2_000;

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
 * @returns what the node shows meanwhile; n8n replaces it once the execution goes on
 * @throws what n8n throws where it refuses the inner execution
 */
export async function suspend(
	context: IExecuteFunctions,
	standings: Standing[],
	intervalMs: number,
): Promise<INodeExecutionData[]> {
	const executionId = context.getExecutionId();
	const workflowId = context.getWorkflow().id as string;
	const now = hostClock().now();
	const round = nextRound(
		{ executionId, intervalMs, continueOnFail: context.continueOnFail() },
		now,
		{
			deadlines: openOf(standings).map(({ deadline }) => deadline),
		},
	);
	const { waitTill, data } = await context.executeWorkflow(
		{ code: innerWorkflow(context.getNode()) },
		toInnerItems(standings, round),
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
	return items;
}

/** Whether this is the node's copy inside the inner execution. */
export const asksAgain = (context: IExecuteFunctions) =>
	context.getNodeParameter('asksAgain', 0, false) === true &&
	context.getInputData()[0]?.json[ROUND] !== undefined;

/** The node inside the inner execution: asks for the tasks that are open, once. */
export async function askAgain(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const items = context.getInputData();
	const round = items[0].json[ROUND] as unknown as Round;
	const standings = items.map(({ json }) => json[STANDING] as Standing);
	const clock = hostClock();
	if (!(await isParked(context, round.executionId))) return toResults(standings);
	if (clock.now() < round.askAt - EARLY_MS) {
		return toInnerItems(standings, nextRound(round, clock.now(), { askAt: round.askAt }));
	}

	const session = await openSession(context).catch(toFailure);
	const open = openOf(standings);
	const fetched = await fetchAll(session, open);
	const now = clock.now();
	const next = standings.map((standing, itemIndex): Standing => {
		if ('result' in standing) return standing;
		const { taskId } = standing.open;
		const outcome = settle(standing.open, fetched.get(taskId) as Fetched, now);
		if (!outcome) return standing;
		const result = finish(outcome, standing.open);
		if (!(result instanceof LumaFailure)) return { result };
		if (round.continueOnFail) return { result: result.toJson() };
		throw toNodeError(context.getNode(), result.adding(tellOthers(open, taskId)), itemIndex);
	});
	const left = openOf(next);
	if (left.length === 0) return toResults(next);

	context.logger.debug(`Luma AI waits for ${left.length} of ${next.length} tasks`);
	const failures = [...fetched.values()].filter((answer) => answer instanceof LumaFailure);
	return toInnerItems(
		next,
		nextRound(round, now, {
			deadlines: left.map(({ deadline }) => deadline),
			pauseMs: Math.max(
				pace(session, left.length),
				...failures.map(({ facts }) => facts.retryAfterMs ?? 0),
			),
		}),
	);
}

/** Once it was stopped, has gone on by a callback, or was deleted, nobody waits any more. */
async function isParked(context: IExecuteFunctions, executionId: string): Promise<boolean> {
	const parked = await context.getExecutionDataById(executionId);
	return parked?.waitTill !== undefined && parked.resultData.error === undefined;
}

const openOf = (standings: Standing[]) =>
	standings.flatMap((standing) => ('open' in standing ? standing.open : []));

async function fetchAll(
	session: Session | LumaFailure,
	open: WaitSettings[],
): Promise<Map<string, Fetched>> {
	const taskIds = [...new Set(open.map(({ taskId }) => taskId))];
	if (!(session instanceof LumaFailure)) return await fetchTasks(session, taskIds, true);
	return new Map(taskIds.map((taskId) => [taskId, session.of(taskId)]));
}

/** Milliseconds that a round of so many tasks has to leave until the next one. */
function pace(session: Session | LumaFailure, tasks: number): number {
	if (session instanceof LumaFailure || !session.gateway.requestsPerMinute) return 0;
	return (requestsFor(session, tasks) * 60_000) / session.gateway.requestsPerMinute;
}

const toInnerItems = (standings: Standing[], round: Round): INodeExecutionData[] =>
	standings.map((standing, item) => ({
		json: { [ROUND]: round as unknown as IDataObject, [STANDING]: standing },
		pairedItem: { item },
	}));

const toResults = (standings: Standing[]): INodeExecutionData[] =>
	standings.map((standing, item) => ({
		json: 'result' in standing ? standing.result : {},
		pairedItem: { item },
	}));
