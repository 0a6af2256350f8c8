import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Gateway } from '../../../gateways/gateway';
import { invalidInput, LumaFailure } from '../../../task/failure';
import type { GatewayClient } from '../../../transport/client';
import { fetchTasks, tasksPerMinute } from '../../../transport/tasks';
import { hostClock } from '../../../waiting/clock';
import { pollTasks } from '../../../waiting/poll';
import { paceMs, USUAL_SUSPENSION_MS } from '../../../waiting/pollSchedule';
import type { Outcome } from '../../../waiting/awaitedTask';
import { aboutTask, failItem, forEachItem, toItems, type Result } from '../../items';
import type { Operation } from '../../operation';
import { outputFields } from '../../fields/output';
import { readChoice, readOptions, secondsIn } from '../../fields/parameters';
import { knownTaskIds, readTaskId, taskIdField } from '../../fields/taskId';
import { pendingOf, type ItemState } from './suspended/itemState';
import { isFromInside, suspend, whyNotSuspended } from './suspended/suspend';
import {
	finish,
	LONGEST_WAIT_SECONDS,
	readWaitSettings,
	tellOthers,
	type WaitSettings,
} from './waitSettings';

const MODES = ['suspend', 'callback', 'poll'] as const;
type Mode = (typeof MODES)[number];

const LONGEST_INTERVAL_SECONDS = 3_600;
const LONGEST_POLL_FIRST_SECONDS = 300;
/** Between two looks at tasks whose gateway calls back: for calls that get lost. */
const CALLBACK_INTERVAL_MS = 180_000;

const fields: INodeProperties[] = [
	taskIdField,
	{
		displayName: 'Wait Mode',
		name: 'waitMode',
		type: 'options',
		options: [
			{
				name: 'Suspend',
				value: 'suspend',
				description: 'Put the execution aside and ask about once a minute. Holds no worker.',
			},
			{
				name: 'Callback',
				value: 'callback',
				description:
					"Put the execution aside until the gateway calls. Needs 'Callback: Wait Node' in 'Generate' and an n8n that can be reached from the internet.",
			},
			{
				name: 'Poll',
				value: 'poll',
				description:
					'Ask every 2 to 15 seconds. The execution keeps running and holds its worker meanwhile.',
			},
		],
		default: 'suspend',
		description:
			'How to learn that the video is done. Where n8n cannot put an execution aside, the node polls.',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: LONGEST_WAIT_SECONDS },
		default: 900,
		description: 'How many seconds to wait at most. Most videos take half a minute to ten minutes.',
	},
	{
		displayName: 'On Timeout',
		name: 'onTimeout',
		type: 'options',
		options: [
			{
				name: 'Stop With an Error',
				value: 'error',
				description: 'The message names the task, so that it can be read later',
			},
			{
				name: 'Continue',
				value: 'continue',
				description: "Pass the task on as it is, marked with 'timedOut'",
			},
		],
		default: 'error',
		description: 'What to do with a task that is not done in time. It goes on at the gateway.',
	},
	{
		displayName: 'On Failed Task',
		name: 'onFailedTask',
		type: 'options',
		options: [
			{
				name: 'Stop With an Error',
				value: 'error',
				description: "The message says the gateway's reason",
			},
			{
				name: 'Continue',
				value: 'continue',
				description: "Pass the task on with the state 'failed' and the reason",
			},
		],
		default: 'error',
		description: 'What to do with a task that the gateway could not complete',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Poll First',
				name: 'pollFirst',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: LONGEST_POLL_FIRST_SECONDS },
				default: 0,
				description:
					'How many seconds to poll before the execution is put aside, for videos that are done soon',
			},
			{
				displayName: 'Poll Interval',
				name: 'pollInterval',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: LONGEST_INTERVAL_SECONDS },
				default: 10,
				description:
					'How many seconds lie between two requests. Without it, 2 to 15 while polling; while the execution is put aside 25 at first and then about 66, which is near the least that n8n can do, or 180 where the gateway calls.',
			},
		],
	},
	...outputFields,
	{
		// Set by the node itself, in its copy that asks while the execution is put aside.
		displayName: 'Asks Again',
		name: 'asksAgain',
		type: 'hidden',
		default: false,
	},
];

/**
 * Waits for the tasks of all items together, then gives each item its task: in this run, or when
 * n8n takes the execution up again.
 */
async function execute(context: IExecuteFunctions, client: GatewayClient) {
	const clock = hostClock(context.getExecutionCancelSignal());
	const startedAt = clock.now();
	const asked = await forEachItem(
		context,
		client,
		(itemIndex) => {
			const taskId = readTaskId(context, itemIndex);
			return aboutTask(taskId, () => ({
				watch: readWaitSettings(context, itemIndex, client.gateway, taskId, startedAt),
				pace: readPace(context, itemIndex, client.gateway),
			}));
		},
		() => tellOthers(knownTaskIds(context)),
	);
	const awaited = asked.flatMap((item) => (item instanceof LumaFailure ? [] : item.watch));
	const taskIds = awaited.map(({ taskId }) => taskId);
	const paces = asked.flatMap((item) => (item instanceof LumaFailure ? [] : item.pace));
	if (awaited.length === 0) return toItems(context, asked as LumaFailure[]);

	const outcomes = new Map<WaitSettings, Outcome>();
	const poll = async (until?: number) => {
		const open = awaited.filter((watch) => !outcomes.has(watch));
		const found = await pollTasks(open, {
			clock,
			until,
			fetch: async (taskIds) => await fetchTasks(client, taskIds, true),
			intervalSeconds: least(paces.flatMap(({ intervalSeconds }) => intervalSeconds ?? [])),
			tasksPerMinute: tasksPerMinute(client),
			isFatal: (outcome, watch) =>
				!context.continueOnFail() && finish(outcome, watch) instanceof LumaFailure,
		});
		found.forEach((outcome, watch) => outcomes.set(watch, outcome));
		return asked.map((item, itemIndex): Result<IDataObject> | undefined => {
			if (item instanceof LumaFailure) return item;
			const outcome = outcomes.get(item.watch);
			const result = outcome && finish(outcome, item.watch);
			if (!(result instanceof LumaFailure)) return result;
			return failItem(context, result, itemIndex, () => tellOthers(taskIds, item.watch.taskId));
		});
	};

	const polls = paces[0].mode === 'poll';
	const obstacle = polls ? undefined : whyNotSuspended(context);
	if (!polls && obstacle === undefined) {
		const results = await poll(startOfSuspension(awaited, paces, startedAt));
		if (isComplete(results)) return toItems(context, results);
		const standings = asked.map((item, itemIndex) => standingOf(item, results[itemIndex]));
		const pauseMs = paceMs(pendingOf(standings).length, tasksPerMinute(client));
		const parking = suspend(context, standings, intervalOf(paces), pauseMs);
		const parked = await parking.catch((error: Error) => {
			if (isFromInside(error)) throw error;
			tellWhyPolled(context, `n8n refused it: ${error.message}`);
		});
		if (parked) return parked;
	}
	if (obstacle !== undefined) tellWhyPolled(context, obstacle);
	return toItems(context, (await poll()) as Array<Result<IDataObject>>);
}

/** How the gateway is asked: one answer for all items, though an expression can give several. */
interface Pace {
	mode: Mode;
	pollFirstSeconds: number;
	intervalSeconds?: number;
}

function readPace(context: IExecuteFunctions, itemIndex: number, gateway: Gateway): Pace {
	const mode = readChoice(context, itemIndex, { name: 'waitMode', label: 'Wait Mode' }, MODES);
	if (mode === 'callback' && !gateway.capabilities.callback) {
		throw invalidInput(
			`'Wait Mode: Callback' is not available on ${gateway.label}, which calls nobody`,
			"Choose 'Suspend'. The task goes on at the gateway and is not lost.",
		);
	}
	const { pollFirst, pollInterval } = readOptions(context, itemIndex);
	const seconds = (value: unknown, label: string, most: number, least?: number) =>
		value === undefined ? undefined : secondsIn(value, { name: '', label }, most, least);
	return {
		mode,
		pollFirstSeconds: seconds(pollFirst, 'Poll First', LONGEST_POLL_FIRST_SECONDS, 0) ?? 0,
		intervalSeconds: seconds(pollInterval, 'Poll Interval', LONGEST_INTERVAL_SECONDS),
	};
}

/** Until when to poll in any case: as long as the user wants, and limits that are too near. */
function startOfSuspension(awaited: WaitSettings[], paces: Pace[], startedAt: number): number {
	const wanted = paces.map(({ pollFirstSeconds }) => startedAt + pollFirstSeconds * 1000);
	const near = awaited
		.map(({ deadline }) => deadline)
		.filter((deadline) => deadline < startedAt + USUAL_SUSPENSION_MS);
	return Math.max(...wanted, ...near);
}

const intervalOf = (paces: Pace[]) =>
	Math.min(
		...paces.map(({ mode, intervalSeconds }) => {
			const usual = mode === 'callback' ? CALLBACK_INTERVAL_MS : USUAL_SUSPENSION_MS;
			return intervalSeconds === undefined ? usual : intervalSeconds * 1000;
		}),
	);

const least = (values: number[]) => (values.length > 0 ? Math.min(...values) : undefined);

const isComplete = <T>(results: Array<T | undefined>): results is T[] =>
	!results.includes(undefined);

function standingOf(
	item: Result<{ watch: WaitSettings }>,
	result: Result<IDataObject> | undefined,
): ItemState {
	if (item instanceof LumaFailure) return { result: item.toJson() };
	if (result === undefined) return { open: item.watch };
	const { taskId } = item.watch;
	return { result: result instanceof LumaFailure ? result.toJson() : result, taskId };
}

function tellWhyPolled(context: IExecuteFunctions, why: string): void {
	context.addExecutionHints({
		message: `The execution was not put aside but held its worker while it waited: ${why}.`,
		location: 'outputPane',
	});
}

export const wait: Operation = { fields, execute };
