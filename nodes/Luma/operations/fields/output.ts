import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Gateway } from '../../gateways/gateway';
import { invalidInput } from '../../task/failure';
import type { Output, OutputFormat } from '../../task/formatTask';
import { SELECTABLE_FIELDS } from '../../task/formatTask';
import { describeValue } from '../../task/values';
import { readChoice } from './parameters';

const OUTPUTS: readonly Output[] = ['simplified', 'raw', 'selectedFields'];

/** The format of the output item; the same in every operation that returns a task. */
export const outputFields: INodeProperties[] = [
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{
				name: 'Simplified',
				value: 'simplified',
				description: 'The ten fields that most workflows need, the same for every gateway',
			},
			{
				name: 'Raw',
				value: 'raw',
				description: "The gateway's own response, unchanged",
			},
			{
				name: 'Selected Fields',
				value: 'selectedFields',
				description: 'The task ID and the fields that you choose',
			},
		],
		default: 'simplified',
		description: 'What the item contains',
	},
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'multiOptions',
		displayOptions: { show: { output: ['selectedFields'] } },
		options: [
			{ name: 'Created At', value: 'createdAt' },
			{ name: 'Duration in Seconds', value: 'durationSeconds' },
			{ name: 'Estimated Wait in Seconds', value: 'estimatedWaitSeconds' },
			{ name: 'Expires At', value: 'expiresAt', description: 'When the video URL stops working' },
			{ name: 'Failure Code', value: 'failureCode' },
			{ name: 'Failure Reason', value: 'failureReason' },
			{ name: 'Gateway', value: 'gateway' },
			{
				name: 'Gateway State',
				value: 'gatewayState',
				description: "The gateway's own name for the state",
			},
			{ name: 'Height', value: 'height' },
			{ name: 'Last Frame URL', value: 'lastFrameUrl' },
			{ name: 'Prompt', value: 'prompt' },
			{ name: 'State', value: 'state' },
			{ name: 'Task ID', value: 'taskId' },
			{ name: 'Thumbnail URL', value: 'thumbnailUrl' },
			{ name: 'Timed Out', value: 'timedOut', description: "Whether 'Wait' reached its timeout" },
			{ name: 'Video Count', value: 'videoCount' },
			{
				name: 'Video URL',
				value: 'videoUrl',
				description: 'Without a watermark if the gateway provides that',
			},
			{ name: 'Videos', value: 'videos', description: 'All videos of the task, as a list' },
			{ name: 'Watermarked Video URL', value: 'watermarkedVideoUrl' },
			{ name: 'Width', value: 'width' },
		],
		default: ['state', 'videoUrl'],
		description: 'What the item contains in addition to the task ID',
	},
];

export function readOutputFormat(
	context: Pick<IExecuteFunctions, 'getNodeParameter'>,
	itemIndex: number,
	gateway: Gateway,
): OutputFormat {
	const output = readChoice(context, itemIndex, { name: 'output', label: 'Output' }, OUTPUTS);
	const fields = output === 'selectedFields' ? readFields(context, itemIndex) : [];
	return { output, fields, gateway: gateway.name };
}

/** A list, or text with commas. Empty is valid: the item then contains only the task ID. */
function readFields(context: Pick<IExecuteFunctions, 'getNodeParameter'>, itemIndex: number) {
	const chosen: unknown = context.getNodeParameter('fields', itemIndex, []) ?? '';
	const names: unknown[] = (typeof chosen === 'string' ? chosen.split(',') : [chosen].flat())
		.map((name: unknown) => (typeof name === 'string' ? name.trim() : name))
		.filter((name) => name !== '');
	const unknown = names.filter((name) => !SELECTABLE_FIELDS.some((field) => field === name));
	if (unknown.length === 0) return names as string[];
	throw invalidInput(
		`'Fields' must contain only its options, but contains ${describeValue(unknown[0])}`,
		`Choose from: ${SELECTABLE_FIELDS.join(', ')}.`,
	);
}
