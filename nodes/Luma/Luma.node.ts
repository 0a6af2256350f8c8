import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { operationFields, runOperation } from './operations';
import { resumeOnCallback } from './operations/task/wait/suspended/resumeOnCallback';
import { testCredential } from './transport/testCredential';
import { resumeWebhooks } from './waiting/resumeWebhook';

/**
 * Programmatic, since the declarative style can neither wait for a task, nor hold all items
 * together, nor keep a paid submit from being sent twice.
 */
export class Luma implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Luma AI',
		name: 'luma',
		icon: { light: 'file:luma.svg', dark: 'file:luma.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Make videos with Luma AI from prompts, pictures and earlier videos',
		defaults: { name: 'Luma AI' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		waitingNodeTooltip: 'Waiting for the video',
		webhooks: resumeWebhooks,
		credentials: [{ name: 'lumaApi', required: true, testedBy: 'testCredential' }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Video', value: 'video' },
					{ name: 'Task', value: 'task' },
				],
				default: 'video',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['video'] } },
				options: [
					{
						name: 'Generate',
						value: 'generate',
						action: 'Generate video',
						description:
							'Start a video from a prompt and pictures. Gives its task at once; every call is charged.',
					},
					{
						name: 'Extend',
						value: 'extend',
						action: 'Extend video',
						description:
							'Start a video that goes on where that of an earlier task ends. Gives its task at once; every call is charged.',
					},
					{
						name: 'Download',
						value: 'download',
						action: 'Download video',
						description:
							'Put the video of a completed task, or its frames, into the item as files for the next node',
					},
				],
				default: 'generate',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['task'] } },
				options: [
					{
						name: 'Get',
						value: 'get',
						action: 'Get task',
						description: 'Read a task as it is now, with the links to its video once it is done',
					},
					{
						name: 'Get Many',
						value: 'getMany',
						action: 'Get many tasks',
						description: 'Read several tasks as they are now, by their IDs',
					},
					{
						name: 'Wait',
						value: 'wait',
						action: 'Wait for task',
						description: 'Wait until the video is done, and give its links',
					},
				],
				default: 'get',
			},
			...operationFields,
		],
	};

	methods = { credentialTest: { testCredential } };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await resumeOnCallback(this);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperation(this);
	}
}
