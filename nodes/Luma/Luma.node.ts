import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { nodeProperties, runOperation } from './operations';
import { resumeOnCallback } from './operations/task/wait/suspended/resumeOnCallback';
import { testCredential } from './transport/testCredential';
import { resumeWebhooks } from './waiting/resumeWebhook';

/**
 * Programmatic, since the declarative style can neither wait for a task, nor validate all items
 * before the first submit, nor prevent a paid submit from being sent twice.
 */
export class Luma implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Luma AI',
		name: 'luma',
		icon: { light: 'file:luma.svg', dark: 'file:luma.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Generate videos with Luma AI from prompts, images and earlier videos',
		defaults: { name: 'Luma AI' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		waitingNodeTooltip: 'Waiting for the video',
		webhooks: resumeWebhooks,
		credentials: [{ name: 'lumaApi', required: true, testedBy: 'testCredential' }],
		properties: nodeProperties,
	};

	methods = { credentialTest: { testCredential } };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await resumeOnCallback(this);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperation(this);
	}
}
