import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { VideoRequest } from '../../gateways/videoRequest';
import { invalidInput } from '../../task/failure';
import { asLink, describeValue } from '../../task/values';
import { callbackAddress } from '../../waiting/resumeWebhook';
import { readBoolean, readChoice, readText } from './parameters';
import { readFrame } from './frames';
import { readVideoOptions } from './videoOptions';

/** Most used first. A ratio that the gateway does not support is rejected before the submit. */
export const ASPECT_RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4', '21:9', '9:21'] as const;

export const promptField: INodeProperties = {
	displayName: 'Prompt',
	name: 'prompt',
	type: 'string',
	typeOptions: { rows: 4 },
	required: true,
	default: '',
	placeholder: 'e.g. A tiger walking in snow, low angle, slow motion',
	description: 'What the video should show, in up to 5,000 characters',
};

export const readPrompt = (context: IExecuteFunctions, itemIndex: number) =>
	readText(
		context,
		itemIndex,
		{ name: 'prompt', label: 'Prompt' },
		'Describe the video, e.g. a tiger walking in snow.',
	);

/** @throws LumaFailure `invalidInput` naming the field's label */
export async function readVideoRequest(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<VideoRequest> {
	const ratio = { name: 'aspectRatio', label: 'Aspect Ratio' };
	return {
		prompt: readPrompt(context, itemIndex),
		aspectRatio: readChoice(context, itemIndex, ratio, ASPECT_RATIOS),
		loop: readBoolean(context, itemIndex, { name: 'loop', label: 'Loop' }),
		startFrame: await readFrame(context, itemIndex, 'startFrame'),
		endFrame: await readFrame(context, itemIndex, 'endFrame'),
		...readVideoOptions(context, itemIndex),
		callbackUrl: readCallbackUrl(context, itemIndex),
	};
}

function readCallbackUrl(context: IExecuteFunctions, itemIndex: number): string | undefined {
	const field = { name: 'callback', label: 'Callback' };
	const callback = readChoice(context, itemIndex, field, ['none', 'url', 'waitNode']);
	if (callback === 'none') return undefined;
	if (callback === 'waitNode') {
		const resumeUrl = context.evaluateExpression('{{ $execution.resumeUrl }}', itemIndex);
		return callbackAddress(String(resumeUrl));
	}
	const urlField = { name: 'callbackUrl', label: 'Callback URL' };
	const text = readText(
		context,
		itemIndex,
		urlField,
		'Enter the URL that the gateway should call.',
	);
	const url = asLink(text);
	if (url) return url;
	throw invalidInput(
		`'Callback URL' must be a URL, but is ${describeValue(text)}`,
		'Enter a URL that starts with https://.',
	);
}
