import type { INodeProperties } from 'n8n-workflow';

import { outputFields } from '../../fields/output';
import { taskIdField } from '../../fields/taskId';
import { LONGEST_WAIT_SECONDS } from './waitSettings';
import { LONGEST_INTERVAL_SECONDS, LONGEST_POLL_FIRST_SECONDS } from './waitStrategy';

export const waitFields: INodeProperties[] = [
	taskIdField,
	{
		displayName: 'Wait Mode',
		name: 'waitMode',
		type: 'options',
		options: [
			{
				name: 'Suspend',
				value: 'suspend',
				description: 'Suspend the execution and check about once a minute. Keeps no worker busy.',
			},
			{
				name: 'Callback',
				value: 'callback',
				description:
					"Suspend the execution until the gateway calls. Needs 'Callback: Wait Node' in 'Generate' and an n8n that the gateway can reach.",
			},
			{
				name: 'Poll',
				value: 'poll',
				description:
					'Check every 2 to 15 seconds. The execution keeps running and keeps its worker busy.',
			},
		],
		default: 'suspend',
		description:
			'How to wait for the video. Where n8n cannot suspend an execution, the node polls.',
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
				description: 'The message names the task, so it can be read later',
			},
			{
				name: 'Continue',
				value: 'continue',
				description: "Pass the task on as it is, marked with 'timedOut'",
			},
		],
		default: 'error',
		description:
			'What to do with a task that does not finish in time. It continues at the gateway.',
	},
	{
		displayName: 'On Failed Task',
		name: 'onFailedTask',
		type: 'options',
		options: [
			{
				name: 'Stop With an Error',
				value: 'error',
				description: "The message gives the gateway's reason",
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
					'How many seconds to poll before the execution is suspended, for videos that finish soon',
			},
			{
				displayName: 'Poll Interval',
				name: 'pollInterval',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: LONGEST_INTERVAL_SECONDS },
				default: 10,
				description:
					'Seconds between two checks. By default 2 to 15 while polling; while suspended 25 at first, then about 66, close to the shortest that n8n supports, or 180 in Callback mode.',
			},
		],
	},
	...outputFields,
];
