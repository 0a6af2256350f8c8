import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { VideoRequest } from '../../gateways/gateway';
import { refuseUnavailable } from '../../gateways/refuse';
import { LumaFailure } from '../../task/failure';
import { presentTask } from '../../task/present';
import type { TaskAnswer } from '../../task/task';
import type { Session } from '../../transport/session';
import { submitTask } from '../../transport/tasks';
import { AcceptedSubmits } from '../accepted';
import { forEachItem, toItems } from '../items';
import type { Operation } from '../operation';
import { outputFields, readPresentation } from '../output';
import { frameFields } from './frames';
import { ASPECT_RATIOS, readVideoRequest } from './request';

const fields: INodeProperties[] = [
	{
		displayName: 'Prompt',
		name: 'prompt',
		type: 'string',
		typeOptions: { rows: 4 },
		required: true,
		default: '',
		placeholder: 'e.g. A tiger walking in snow, low angle, slow motion',
		description: 'What the video shows, up to 5,000 characters',
	},
	...frameFields('startFrame', 'What the video starts with'),
	...frameFields('endFrame', 'What the video ends with'),
	{
		displayName: 'Aspect Ratio',
		name: 'aspectRatio',
		type: 'options',
		options: ASPECT_RATIOS.map((value) => ({ name: value, value })),
		default: '16:9',
		description: 'Width to height. 9:21 is not available on Luma Agents API.',
	},
	{
		displayName: 'Loop',
		name: 'loop',
		type: 'boolean',
		default: false,
		description: 'Whether the end of the video runs into its start',
	},
	{
		displayName: 'Callback',
		name: 'callback',
		type: 'options',
		options: [
			{ name: 'None', value: 'none', description: "Ask for the video, e.g. with 'Wait'" },
			{
				name: 'URL',
				value: 'url',
				description: 'On CometAPI, RixAPI and Dream Machine API',
			},
		],
		default: 'none',
		description: 'Whether the gateway calls an address when the task changes',
	},
	{
		displayName: 'Callback URL',
		name: 'callbackUrl',
		type: 'string',
		required: true,
		displayOptions: { show: { callback: ['url'] } },
		default: '',
		placeholder: 'e.g. https://example.com/webhook/luma',
		description: 'The gateway posts the task to it. It must be reachable from the internet.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Duration',
				name: 'duration',
				type: 'options',
				options: [
					{ name: '5s', value: '5s', description: 'On all but CometAPI and OpenAI-HK' },
					{ name: '9s', value: '9s', description: 'On Dream Machine API' },
					{ name: '10s', value: '10s', description: 'On RixAPI and Luma Agents API' },
				],
				default: '5s',
				description: 'How long the video is',
			},
			{
				displayName: 'Enhance Prompt',
				name: 'enhancePrompt',
				type: 'boolean',
				default: true,
				description: 'Whether Luma adds detail to the prompt. On RixAPI and OpenAI-HK.',
			},
			{
				displayName: 'Model',
				name: 'model',
				type: 'string',
				default: '',
				placeholder: 'e.g. ray-2',
				description:
					"The gateway's name of the model: ray-3.2 on Luma Agents API, ray-2 or ray-flash-2 on Dream Machine API, ray-v1 or ray-v2 on RixAPI",
			},
			{
				displayName: 'Resolution',
				name: 'resolution',
				type: 'options',
				options: [
					{ name: '540p', value: '540p' },
					{ name: '720p', value: '720p' },
					{ name: '1080p', value: '1080p' },
					{ name: '4k', value: '4k', description: 'On Dream Machine API' },
				],
				default: '720p',
				description: 'How sharp the video is. Not on CometAPI and OpenAI-HK.',
			},
		],
	},
	...outputFields,
];

/**
 * Submits a video for each item and gives its task at once.
 *
 * All items are read and checked before the first submit, so that bad input in the last one does
 * not leave the others paid and unused. A submit that a gateway accepted is never repeated.
 */
async function execute(context: IExecuteFunctions, session: Session) {
	const { gateway } = session;
	const accepted = AcceptedSubmits.of(context);
	const told = () => tellAccepted(accepted.taskIds());

	const checked = await forEachItem(
		context,
		session,
		async (itemIndex) => {
			const presentation = readPresentation(context, itemIndex, gateway);
			if (accepted.has(itemIndex)) return { presentation };
			const video = await readVideoRequest(context, itemIndex);
			refuseUnavailable(gateway, video);
			return { presentation, video: hasPicture(video) ? undefined : video };
		},
		told,
	);

	const results = await forEachItem(
		context,
		session,
		async (itemIndex) => {
			const item = checked[itemIndex];
			if (item instanceof LumaFailure) throw item;
			const answer =
				accepted.find(itemIndex) ??
				(await submit(itemIndex, item.video ?? (await readVideoRequest(context, itemIndex))));
			return presentTask(answer.task, answer.body, item.presentation);
		},
		told,
	);
	return toItems(context, results);

	async function submit(itemIndex: number, video: VideoRequest): Promise<TaskAnswer> {
		if (context.getExecutionCancelSignal()?.aborted) throw stopped();
		const request = gateway.submit(video);
		const earlier = accepted.takeOver(itemIndex, request);
		if (earlier) return earlier;
		try {
			const answer = await submitTask(session, request);
			accepted.keep(itemIndex, request, answer);
			return answer;
		} catch (error) {
			const failure = error as LumaFailure;
			if (failure.facts.maybeAccepted) {
				accepted.lose(itemIndex, failure);
				// After Stop nobody sees the item, so the log has to tell.
				context.logger.warn(failure.message);
			}
			throw failure;
		}
	}
}

/** The bytes of a picture are read again for the submit, so that those of all items never add up. */
const hasPicture = ({ startFrame, endFrame }: VideoRequest) =>
	[startFrame, endFrame].some((frame) => frame?.from === 'image');

const tellAccepted = (taskIds: string[]) =>
	taskIds.length === 0
		? ''
		: `Already accepted in this run: ${taskIds.join(', ')}. A retry does not submit them again; 'Task: Get' reads them.`;

const stopped = () =>
	new LumaFailure(
		'timeout',
		'The execution was stopped before this item was submitted',
		'Nothing was charged for it.',
	);

export const generate: Operation = { fields, execute };
