import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Gateway } from '../../gateways/gateway';
import { invalidInput } from '../../task/failure';
import type { Output, OutputFormat } from '../../task/formatTask';
import { SELECTABLE_FIELDS } from '../../task/formatTask';
import { describeValue } from '../../task/values';
import { readChoice } from './parameters';

const OUTPUTS: readonly Output[] = ['simplified', 'raw', 'selectedFields'];

/** How the item looks; the same for every operation that gives a task. */
export const outputFields: INodeProperties[] = [
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{
				name: 'Simplified',
				value: 'simplified',
				description: 'The ten fields that most workflows need, alike for every gateway',
			},
			{
				name: 'Raw',
				value: 'raw',
				description: "The gateway's own answer, as it came",
			},
			{
				name: 'Selected Fields',
				value: 'selectedFields',
				description: 'The fields that you choose, and the task ID',
			},
		],
		default: 'simplified',
		description: 'How much of the task the item holds',
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
			{ name: 'Gateway State', value: 'gatewayState', description: "The gateway's own word" },
			{ name: 'Height', value: 'height' },
			{ name: 'Last Frame URL', value: 'lastFrameUrl' },
			{ name: 'Prompt', value: 'prompt' },
			{ name: 'State', value: 'state' },
			{ name: 'Task ID', value: 'taskId' },
			{ name: 'Thumbnail URL', value: 'thumbnailUrl' },
			{ name: 'Timed Out', value: 'timedOut', description: "Whether 'Wait' ran into its limit" },
			{ name: 'Video Count', value: 'videoCount' },
			{
				name: 'Video URL',
				value: 'videoUrl',
				description: 'Without a watermark where there is one',
			},
			{ name: 'Videos', value: 'videos', description: 'All videos of the task, as a list' },
			{ name: 'Watermarked Video URL', value: 'watermarkedVideoUrl' },
			{ name: 'Width', value: 'width' },
		],
		default: ['state', 'videoUrl'],
		description: 'What the item holds beside the task ID',
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

/** A list, or text with commas. None at all is fine: then the item holds the task ID. */
function readFields(context: Pick<IExecuteFunctions, 'getNodeParameter'>, itemIndex: number) {
	const chosen: unknown = context.getNodeParameter('fields', itemIndex, []) ?? '';
	const names: unknown[] = (typeof chosen === 'string' ? chosen.split(',') : [chosen].flat())
		.map((name: unknown) => (typeof name === 'string' ? name.trim() : name))
		.filter((name) => name !== '');
	const unknown = names.filter((name) => !SELECTABLE_FIELDS.some((field) => field === name));
	if (unknown.length === 0) return names as string[];
	throw invalidInput(
		`'Fields' cannot be ${describeValue(unknown[0])}`,
		`Choose from: ${SELECTABLE_FIELDS.join(', ')}.`,
	);
}
