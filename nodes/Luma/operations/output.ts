import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Gateway } from '../gateways/gateway';
import type { Output, Presentation } from '../task/present';
import { SELECTABLE_FIELDS } from '../task/present';
import { asText } from '../task/values';
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

export function readPresentation(
	context: Pick<IExecuteFunctions, 'getNodeParameter'>,
	itemIndex: number,
	gateway: Gateway,
): Presentation {
	const output = readChoice(context, itemIndex, { name: 'output', label: 'Output' }, OUTPUTS);
	const chosen: unknown =
		output === 'selectedFields' ? context.getNodeParameter('fields', itemIndex, []) : [];
	const names: unknown[] = Array.isArray(chosen) ? chosen : (asText(chosen)?.split(',') ?? []);
	const known: readonly string[] = SELECTABLE_FIELDS;
	const fields = names.map((name) => String(name).trim()).filter((name) => known.includes(name));
	return { output, fields, gateway: gateway.name };
}
