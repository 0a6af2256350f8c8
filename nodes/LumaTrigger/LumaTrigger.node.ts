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
	"None of the tasks is in a state that 'Events' asks for. Once the workflow is active, it starts as soon as one is.";

/** What n8n shows when the workflow cannot be switched on: only a message, so all is in that. */
function toActivationError(context: IHookFunctions | IPollFunctions, error: unknown) {
	const { code, message, description, facts } = toFailure(error);
	const whole = new LumaFailure(code, `${message}. ${description}`, description, facts);
	return toNodeError(context.getNode(), whole, 0);
}

/**
 * One node for both ways to learn of a task. It does not say `polling`, which would show poll times
 * to those who use callbacks: `poll()` and a parameter `pollTimes` are all that n8n looks for.
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
				// Without a method n8n registers no address, and a click in the editor does not wait for a call.
				httpMethod: `={{ ${IS_POLLING} ? "" : "POST" }}`,
				responseMode: 'onReceived',
				path: 'luma-ai',
				ndvHideUrl: `={{ ${IS_POLLING} }}`,
			},
		],
		triggerPanel: {
			header: 'Start when a task of Luma AI changes',
			executionsHelp: {
				inactive:
					"<b>With callbacks</b>: click 'Execute step', copy the <b>Test URL</b> into 'Callback URL' of a Luma AI node with 'Generate' ('Callback': 'URL'), and run that. Its task comes here once it is done. For real runs copy the <b>Production URL</b> in place of it, and activate this workflow.<br /><br /><b>With polling</b>: click 'Execute step' to see the tasks as they are now. Activate this workflow to have the gateway asked regularly.",
				active:
					"<b>With callbacks</b>: 'Callback URL' of your Luma AI nodes holds the <b>Production URL</b>; each task of theirs starts this workflow. To try it in the editor, click 'Execute step' and use the <b>Test URL</b> once.<br /><br /><b>With polling</b>: the gateway is asked at the poll times. See the executions list for what came.",
			},
			activationHint:
				"The gateway must reach this n8n at its webhook URL. If it cannot, set 'Source' to 'Polling'.",
		},
		properties: fields,
	};

	methods = { credentialTest: { testCredential } };

	/** There is nothing to subscribe to: whoever submits a task names the address. */
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				forgetTest(this);
				// So that `create` looks at the gateway each time the workflow is switched on.
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
	 * Runs with what a callback or a poll gave, and passes it on. In the editor nothing was polled
	 * before. n8n asks a node with `poll()` and without this one to poll in the editor even after a
	 * callback.
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
