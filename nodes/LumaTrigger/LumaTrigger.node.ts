import type {
	IExecuteFunctions,
	IHookFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { LumaFailure, toFailure } from '../Luma/task/failure';
import { readCredential } from '../Luma/transport/credential';
import { toNodeError } from '../Luma/operations/nodeError';
import { testCredential } from '../Luma/transport/testCredential';
import { handleCallback } from './triggerCallback';
import { fields } from './fields';
import { assertCallbacks } from './gateways';
import { forgetTest } from './memory';
import { readEvents, readSource } from './parameters';
import { pollChanges, sampleTasks } from './polling';

const IS_POLLING = '$parameter["source"] === "poll"';

const NO_SAMPLE =
	"None of the tasks is in a state that 'Events' selects. Once the workflow is active, it starts as soon as one is.";

/** If a workflow cannot be activated, n8n shows only the message, so that includes the description. */
function toActivationError(context: IHookFunctions | IPollFunctions, error: unknown) {
	const { code, message, description, facts } = toFailure(error);
	const whole = new LumaFailure(code, `${message}. ${description}`, description, facts);
	return toNodeError(context.getNode(), whole, 0);
}

/**
 * One node for callbacks and polling. It does not declare `polling`, which would show poll times to users
 * of callbacks; n8n polls any node that has `poll()` and a parameter `pollTimes`.
 */
export class LumaTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Luma AI Trigger',
		name: 'lumaTrigger',
		icon: { light: 'file:../Luma/luma.svg', dark: 'file:../Luma/luma.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: `={{ (${IS_POLLING} ? "poll: " : "callback: ") + $parameter["events"] }}`,
		description: 'Starts the workflow when a Luma AI task completes, fails or changes its state',
		defaults: { name: 'Luma AI Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'lumaApi', required: true, testedBy: 'testCredential' }],
		webhooks: [
			{
				name: 'default',
				// Without a method n8n registers no webhook, and 'Execute step' does not wait for a callback.
				httpMethod: `={{ ${IS_POLLING} ? "" : "POST" }}`,
				responseMode: 'onReceived',
				path: 'luma-ai',
				ndvHideUrl: `={{ ${IS_POLLING} }}`,
			},
		],
		triggerPanel: {
			header: 'Start when a Luma AI task changes',
			executionsHelp: {
				inactive:
					"<b>With callbacks</b>: click 'Execute step', copy the <b>Test URL</b> into 'Callback URL' of a Luma AI node with 'Generate' and 'Callback: URL', and run that node. Its task arrives here once it has finished. For production, use the <b>Production URL</b> instead and activate this workflow.<br /><br /><b>With polling</b>: click 'Execute step' to see the current state of the tasks. Activate this workflow to poll the gateway regularly.",
				active:
					"<b>With callbacks</b>: set 'Callback URL' in your Luma AI nodes to the <b>Production URL</b>; each of their tasks starts this workflow. To test it in the editor, click 'Execute step' and use the <b>Test URL</b> once.<br /><br /><b>With polling</b>: this node polls the gateway at the poll times. The executions list shows the results.",
			},
			activationHint:
				"The gateway must reach this n8n at its webhook URL. If it cannot, set 'Source' to 'Polling'.",
		},
		properties: fields,
	};

	methods = { credentialTest: { testCredential } };

	/** There is nothing to subscribe to: each submit names its callback URL. */
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				forgetTest(this);
				// n8n then calls `create`, which checks the gateway at each activation.
				return false;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				try {
					readEvents(this);
					assertCallbacks(readCredential(await this.getCredentials('lumaApi')).gateway);
					return true;
				} catch (error) {
					throw toActivationError(this, error);
				}
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await handleCallback(this);
	}

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		try {
			if (readSource(this) !== 'poll') return null;
			const items = await pollChanges(this);
			return items && [items];
		} catch (error) {
			throw toActivationError(this, error);
		}
	}

	/**
	 * Passes on what a callback or a poll returned; in the editor, where no poll precedes it, reads the tasks.
	 * Without this method n8n would call `poll()` in the editor even after a callback.
	 */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const source = this.getNodeParameter('source', 0);
		if (source !== 'poll' || this.getMode() !== 'manual') return [this.getInputData()];
		try {
			const items = await sampleTasks(this);
			if (items.length === 0)
				this.addExecutionHints({ message: NO_SAMPLE, location: 'outputPane' });
			return [items];
		} catch (error) {
			throw toNodeError(this.getNode(), toFailure(error), 0);
		}
	}
}
