import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Gateway } from '../../gateways/gateway';
import { LumaFailure } from '../../task/failure';
import { presentTask, type Presentation } from '../../task/present';
import { taskFailure } from '../../transport/refusal';
import type { Session } from '../../transport/session';
import { fetchTasks, requestsFor } from '../../transport/tasks';
import { hostClock } from '../../waiting/clock';
import type { Awaited, Outcome } from '../../waiting/poll';
import { pollTasks } from '../../waiting/poll';
import { failItem, forEachItem, toItems, type Result } from '../items';
import type { Operation } from '../operation';
import { outputFields, readPresentation } from '../output';
import { readChoice, readOptions, readSeconds, secondsIn } from '../parameters';
import { readTaskId, taskIdField } from '../taskId';

const ERROR_OR_CONTINUE = ['error', 'continue'] as const;
type Choice = (typeof ERROR_OR_CONTINUE)[number];
const LONGEST_WAIT_SECONDS = 86_400;
const LONGEST_INTERVAL_SECONDS = 3_600;

const fields: INodeProperties[] = [
	taskIdField,
	{
		displayName: 'Wait Mode',
		name: 'waitMode',
		type: 'options',
		options: [
			{
				name: 'Poll',
				value: 'poll',
				description: 'Ask the gateway again and again. The execution keeps running meanwhile.',
			},
		],
		default: 'poll',
		description: 'How to learn that the video is done',
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
				displayName: 'Poll Interval',
				name: 'pollInterval',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: LONGEST_INTERVAL_SECONDS },
				default: 10,
				description:
					'How many seconds lie between two requests. Without it, they start at 4 seconds and grow to 15.',
			},
		],
	},
	...outputFields,
];

/** Waits for the tasks of all items together, then gives each item its task. */
async function execute(context: IExecuteFunctions, session: Session) {
	const settings = await forEachItem(context, session, (itemIndex) =>
		readSettings(context, itemIndex, session),
	);
	const awaited = settings.filter((item) => !(item instanceof LumaFailure)) as Settings[];
	const outcomes = await waitForAll(context, session, awaited);

	const results = settings.map((item, itemIndex): Result<IDataObject> => {
		if (item instanceof LumaFailure) return item;
		const outcome = outcomes.get(item);
		// Without an outcome only beside a failure that stops the node.
		const result = outcome ? finish(outcome, item, session.gateway) : {};
		if (!(result instanceof LumaFailure)) return result;
		return failItem(context, result, itemIndex, tellOthers(awaited, item));
	});
	return toItems(context, results);
}

async function waitForAll(context: IExecuteFunctions, session: Session, awaited: Settings[]) {
	if (awaited.length === 0) return new Map<Settings, Outcome>();
	const intervals = awaited.flatMap(({ intervalSeconds }) => intervalSeconds ?? []);
	return await pollTasks(awaited, {
		clock: hostClock(context.getExecutionCancelSignal()),
		fetch: async (taskIds) => await fetchTasks(session, taskIds, true),
		intervalSeconds: intervals.length > 0 ? Math.min(...intervals) : undefined,
		requestsPerMinute: session.gateway.requestsPerMinute,
		requestsFor: (count) => requestsFor(session, count),
		isFatal: (outcome, item) =>
			!context.continueOnFail() && finish(outcome, item, session.gateway) instanceof LumaFailure,
	});
}

/** How one item is waited for and what becomes of it. */
interface Settings extends Awaited {
	presentation: Presentation;
	onTimeout: Choice;
	onFailedTask: Choice;
	intervalSeconds?: number;
}

function readSettings(context: IExecuteFunctions, itemIndex: number, session: Session): Settings {
	const choice = (name: string, label: string) =>
		readChoice(context, itemIndex, { name, label }, ERROR_OR_CONTINUE);
	const timeout = { name: 'timeout', label: 'Timeout' };
	const interval = { name: 'pollInterval', label: 'Poll Interval' };
	const { pollInterval } = readOptions(context, itemIndex);
	readChoice(context, itemIndex, { name: 'waitMode', label: 'Wait Mode' }, ['poll']);
	return {
		taskId: readTaskId(context, itemIndex),
		timeoutSeconds: readSeconds(context, itemIndex, timeout, LONGEST_WAIT_SECONDS),
		onTimeout: choice('onTimeout', 'On Timeout'),
		onFailedTask: choice('onFailedTask', 'On Failed Task'),
		intervalSeconds:
			pollInterval === undefined
				? undefined
				: secondsIn(pollInterval, interval, LONGEST_INTERVAL_SECONDS),
		presentation: readPresentation(context, itemIndex, session.gateway),
	};
}

function finish(outcome: Outcome, item: Settings, gateway: Gateway): Result<IDataObject> {
	if (outcome instanceof LumaFailure) return outcome;
	const { task, body, timedOut, lastFailure } = outcome;
	if (timedOut && item.onTimeout === 'error') return timeoutFailure(item, gateway, lastFailure);
	if (task.state === 'failed' && item.onFailedTask === 'error') {
		return taskFailure(gateway, task);
	}
	return presentTask(task, body, { ...item.presentation, timedOut });
}

const timeoutFailure = (
	{ taskId, timeoutSeconds }: Settings,
	gateway: Gateway,
	lastFailure?: LumaFailure,
) =>
	new LumaFailure(
		'timeout',
		`Task ${taskId} was not done after ${timeoutSeconds} seconds${lastFailure ? `. ${lastFailure.message}` : ''}`,
		"It goes on at the gateway and is not lost: read it later with 'Task: Get', wait for it again, or raise 'Timeout'.",
		{ taskId, gateway: gateway.name, retryable: true },
	);

/** The node stops here, so nobody else tells of the tasks of the other items. */
function tellOthers(awaited: Settings[], item: Settings): string {
	const others = awaited.filter((other) => other !== item).map(({ taskId }) => taskId);
	if (others.length === 0) return '';
	return `The other tasks of this run go on at the gateway: ${others.join(', ')}.`;
}

export const wait: Operation = { fields, execute };
