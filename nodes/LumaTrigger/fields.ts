import type { INodeProperties } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { availableOn, gatewaysThat } from '../Luma/gateways';
import { outputFields } from '../Luma/operations/fields/output';
import { taskIdsField } from '../Luma/operations/fields/taskIds';

export const fields: INodeProperties[] = [
	{
		displayName: 'Source',
		name: 'source',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Callback',
				value: 'callback',
				description: `The gateway calls this node. ${availableOn(({ callback }) => callback)}`,
			},
			{
				name: 'Polling',
				value: 'poll',
				description: 'This node asks the gateway regularly. On every gateway.',
			},
		],
		default: 'callback',
		description: 'How the node learns that a task changed',
	},
	{
		// n8n lists each of these as a trigger of its own: "On task completed".
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		options: [
			{ name: 'Task Changed', value: 'changed', description: 'Every change of state' },
			{ name: 'Task Completed', value: 'completed', description: 'The video is there' },
			{ name: 'Task Failed', value: 'failed', description: 'There will be no video' },
		],
		default: ['completed', 'failed'],
		description: 'What starts the workflow',
	},
	{
		/*
		 * What n8n adds to a node that says `polling`, but for this source only: n8n reads the times
		 * under this name, and with none of them it polls never.
		 */
		displayName: 'Poll Times',
		name: 'pollTimes',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Poll Time' },
		displayOptions: { show: { source: ['poll'] } },
		default: { item: [{ mode: 'everyMinute' }] },
		placeholder: 'Add Poll Time',
		options: NodeHelpers.cronNodeOptions,
		description: 'When the gateway is asked. Once a minute is the most.',
	},
	{
		displayName: 'Poll Times',
		name: 'pollTimes',
		type: 'hidden',
		displayOptions: { show: { source: ['callback'] } },
		default: { item: [] },
	},
	{
		displayName: 'Watch',
		name: 'watch',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { source: ['poll'] } },
		options: [
			{
				name: 'List of Tasks',
				value: 'list',
				description: 'The tasks that you name. On every gateway.',
			},
			{
				name: 'Recent Tasks',
				value: 'recent',
				description: `The 100 newest tasks of the account. On ${gatewaysThat(({ listRequest }) => listRequest, 'and')} only.`,
			},
		],
		default: 'list',
		description: 'Which tasks the node looks at',
	},
	{ ...taskIdsField, displayOptions: { show: { source: ['poll'], watch: ['list'] } } },
	...outputFields,
];
