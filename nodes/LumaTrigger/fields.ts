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
				description: availableOn(
					({ callback }) => callback,
					'The gateway sends a callback to this node',
				),
			},
			{
				name: 'Polling',
				value: 'poll',
				description: 'This node polls the gateway regularly. Available on every gateway.',
			},
		],
		default: 'callback',
		description: 'How the node learns that a task changed',
	},
	{
		// n8n lists each of these as a separate trigger: "On task completed".
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		options: [
			{ name: 'Task Changed', value: 'changed', description: 'Every change of state' },
			{ name: 'Task Completed', value: 'completed', description: 'The video is ready' },
			{
				name: 'Task Failed',
				value: 'failed',
				description: 'The gateway could not complete the video',
			},
		],
		default: ['completed', 'failed'],
		description: 'Which changes of a task start the workflow',
	},
	{
		/*
		 * The field that n8n adds to a node that declares `polling`, here for this source only. n8n reads the
		 * times under this name, and never polls if none is set.
		 */
		displayName: 'Poll Times',
		name: 'pollTimes',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Poll Time' },
		displayOptions: { show: { source: ['poll'] } },
		default: { item: [{ mode: 'everyMinute' }] },
		placeholder: 'Add Poll Time',
		options: NodeHelpers.cronNodeOptions,
		description: 'When to poll the gateway, at most once a minute',
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
				description: 'The tasks whose IDs you enter. Available on every gateway.',
			},
			{
				name: 'Recent Tasks',
				value: 'recent',
				description: `The 100 newest tasks of the account. Available on ${gatewaysThat(({ listRequest }) => listRequest, 'and')} only.`,
			},
		],
		default: 'list',
		description: 'Which tasks to watch',
	},
	{ ...taskIdsField, displayOptions: { show: { source: ['poll'], watch: ['list'] } } },
	...outputFields,
];
