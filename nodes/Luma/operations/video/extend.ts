import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Gateway, GatewayRequest } from '../../gateways/gateway';
import type { VideoRequest } from '../../gateways/videoRequest';
import { gatewaysThat } from '../../gateways';
import { assertSupported } from '../../gateways/validateRequest';
import { invalidInput } from '../../task/failure';
import type { GatewayClient } from '../../transport/client';
import type { Operation } from '../operation';
import { withClient } from '../withClient';
import { outputFields } from '../fields/output';
import { readTaskId, taskIdField } from '../fields/taskId';
import { optionsField, readVideoOptions } from '../fields/videoOptions';
import { promptField, readPrompt } from '../fields/readVideoRequest';
import { submitAll } from './submit/submitAll';

const fields: INodeProperties[] = [
	{ ...taskIdField, description: 'The completed task whose video to extend' },
	{
		...promptField,
		placeholder: 'e.g. The tiger starts to run',
		description: 'How the video continues',
	},
	optionsField,
	...outputFields,
];

/** Submits a video that continues that of an earlier task. It is a new task, and charged. */
const execute = async (context: IExecuteFunctions, client: GatewayClient) =>
	await submitAll(context, client, async (itemIndex) => {
		const taskId = readTaskId(context, itemIndex);
		const video: VideoRequest = {
			prompt: readPrompt(context, itemIndex),
			...readVideoOptions(context, itemIndex),
		};
		const request = extendRequest(client.gateway, taskId, video);
		return { video: { ...video, taskId }, request, isHeavy: false };
	});

function extendRequest(gateway: Gateway, taskId: string, video: VideoRequest): GatewayRequest {
	if (gateway.extend) {
		assertSupported(gateway, video, 'extend');
		return gateway.extend.submitRequest(taskId, video);
	}
	if (!gateway.capabilities.frames.includes('task')) throw cannotExtend(gateway);
	const continued: VideoRequest = { ...video, startFrame: { from: 'task', taskId } };
	assertSupported(gateway, continued, 'extend');
	return gateway.submitRequest(continued);
}

function cannotExtend(gateway: Gateway) {
	const able = gatewaysThat(
		({ extend, capabilities }) => extend ?? capabilities.frames.includes('task'),
	);
	return invalidInput(
		`${gateway.label} cannot extend a video`,
		`Use a credential for ${able}, or download the last frame and use it as 'Start Frame' in 'Generate'.`,
		{ gateway: gateway.name },
	);
}

export const extend: Operation = {
	listed: {
		name: 'Extend',
		action: 'Extend video',
		description:
			'Submit a video that continues from the end of an earlier one. Returns its task at once; every call is charged.',
	},
	fields,
	execute: withClient(execute),
};
