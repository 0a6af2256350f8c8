import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { LumaFailure } from '../../task/failure';
import { toFailure, toNodeError } from '../../transport/nodeError';
import { openSession, type Session } from '../../transport/session';
import { fetchTasks, requestsFor, type Fetched } from '../../transport/tasks';
import { hostClock } from '../../waiting/clock';
import { nextRound, ROUND, type Round } from '../../waiting/round';
import { paceMs } from '../../waiting/schedule';
import { settle } from '../../waiting/watch';
import { goingRound, openOf, STANDING, toResults, type Standing } from './standing';
import { finish, tellOthers, type WaitSettings } from './waitSettings';

/** n8n's clock and the database's can differ by so much. */
const EARLY_MS = 2_000;

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
export async function askAgain(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const items = context.getInputData();
	const round = items[0].json[ROUND] as unknown as Round;
	const standings = items.map(({ json }) => json[STANDING] as Standing);
	const clock = hostClock();
	// At the very beginning: the execution that it works for is parked only after this.
	if (clock.now() < round.wakeAt - EARLY_MS) return await goRound(context, standings, round);
	if (!(await isParked(context, round.executionId))) return toResults(standings);
	if (clock.now() < round.askAt - EARLY_MS) {
		return await goRound(context, standings, nextRound(round, clock.now(), { askAt: round.askAt }));
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
		const told = result.adding(tellOthers(open, taskId)).adding(SAID_AGAIN);
		throw toNodeError(context.getNode(), told, itemIndex);
	});
	const left = openOf(next);
	if (left.length === 0) return toResults(next);

	context.logger.debug(`Luma AI waits for ${left.length} of ${next.length} tasks`);
	const failures = [...fetched.values()].filter((answer) => answer instanceof LumaFailure);
	return await goRound(
		context,
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

/** Suspends the inner execution; n8n passes the input on when it takes it up, so that is what is kept. */
async function goRound(
	context: IExecuteFunctions,
	standings: Standing[],
	round: Round,
): Promise<INodeExecutionData[]> {
	const items = context.getInputData();
	goingRound(standings, round).forEach((json, itemIndex) => {
		items[itemIndex].json = json;
	});
	await context.putExecutionToWait(new Date(round.wakeAt));
	return toResults(standings);
}

/** Once it was stopped, has gone on by a callback, or was deleted, nobody waits any more. */
async function isParked(context: IExecuteFunctions, executionId: string): Promise<boolean> {
	try {
		const parked = await context.getExecutionDataById(executionId);
		return parked?.waitTill !== undefined && parked.resultData.error === undefined;
	} catch {
		// Where n8n cannot say, going on does no harm: the limit ends it.
		return true;
	}
}

async function fetchAll(
	session: Session | LumaFailure,
	open: WaitSettings[],
): Promise<Map<string, Fetched>> {
	const taskIds = [...new Set(open.map(({ taskId }) => taskId))];
	if (!(session instanceof LumaFailure)) return await fetchTasks(session, taskIds, true);
	return new Map(taskIds.map((taskId) => [taskId, session.of(taskId)]));
}

/** Milliseconds that a round of so many tasks has to leave until the next one. */
const pace = (session: Session | LumaFailure, tasks: number) =>
	session instanceof LumaFailure
		? 0
		: paceMs(requestsFor(session, tasks), session.gateway.requestsPerMinute);
