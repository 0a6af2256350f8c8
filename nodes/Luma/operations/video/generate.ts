import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { VideoRequest } from '../../gateways/videoRequest';
import { availableOn, gatewaysThat, takes } from '../../gateways';
import { assertSupported } from '../../gateways/validateRequest';
import type { GatewayClient } from '../../transport/client';
import type { Operation } from '../operation';
import { withClient } from '../withClient';
import { outputFields } from '../fields/output';
import { frameFields } from '../fields/frames';
import { optionsField } from '../fields/videoOptions';
import { ASPECT_RATIOS, promptField, readVideoRequest } from '../fields/readVideoRequest';
import { submitAll } from './submit/submitAll';

const fields: INodeProperties[] = [
	promptField,
	...frameFields('startFrame', 'What the video starts with'),
	...frameFields('endFrame', 'What the video ends with'),
	{
		displayName: 'Aspect Ratio',
		name: 'aspectRatio',
		type: 'options',
		options: ASPECT_RATIOS.map((value) => ({ name: value, value })),
		default: '16:9',
		description: `Width to height. 9:21 only on ${gatewaysThat(({ capabilities }) => takes(capabilities, 'aspectRatios', '9:21'), 'and')}.`,
	},
	{
		displayName: 'Loop',
		name: 'loop',
		type: 'boolean',
		default: false,
		description: 'Whether the end of the video leads back to its start',
	},
	{
		displayName: 'Callback',
		name: 'callback',
		type: 'options',
		options: [
			{ name: 'None', value: 'none', description: "Get the video later, e.g. with 'Wait'" },
			{
				name: 'URL',
				value: 'url',
				description: availableOn(
					({ callback }) => callback,
					"A URL that you enter, e.g. that of 'Luma AI Trigger'",
				),
			},
			{
				name: 'Wait Node',
				value: 'waitNode',
				description: availableOn(
					({ callback }) => callback,
					"This execution, to resume its 'Wait' without delay",
				),
			},
		],
		default: 'none',
		description: 'Where the gateway sends a callback when the task changes',
	},
	{
		displayName: 'Callback URL',
		name: 'callbackUrl',
		type: 'string',
		displayOptions: { show: { callback: ['url'] } },
		default: '',
		placeholder: 'e.g. https://example.com/webhook/luma',
		description:
			'The URL to which the gateway posts the task. It must be reachable from the internet.',
	},
	optionsField,
	...outputFields,
];

const execute = async (context: IExecuteFunctions, client: GatewayClient) =>
	await submitAll(context, client, async (itemIndex) => {
		const video = await readVideoRequest(context, itemIndex);
		assertSupported(client.gateway, video);
		return { video, request: client.gateway.submitRequest(video), isHeavy: hasImage(video) };
	});

const hasImage = ({ startFrame, endFrame }: VideoRequest) =>
	[startFrame, endFrame].some((frame) => frame?.from === 'image');

export const generate: Operation = {
	listed: {
		name: 'Generate',
		action: 'Generate video',
		description:
			'Submit a video from a prompt and images. Returns its task at once; every call is charged.',
	},
	fields,
	execute: withClient(execute),
};
