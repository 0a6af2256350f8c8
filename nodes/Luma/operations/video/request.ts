import type { IExecuteFunctions } from 'n8n-workflow';

import type { VideoRequest } from '../../gateways/gateway';
import { invalidInput } from '../../task/failure';
import { asLink } from '../../task/values';
import {
	booleanIn,
	nameOf,
	readBoolean,
	readChoice,
	readOptions,
	readText,
	textIn,
} from '../parameters';
import { readFrame } from './frames';

/** Widest use first; what a gateway does not have is refused before the submit. */
export const ASPECT_RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4', '21:9', '9:21'] as const;

/** @throws LumaFailure `invalidInput` naming the field's label */
export async function readVideoRequest(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<VideoRequest> {
	const options = readOptions(context, itemIndex);
	const ratio = { name: 'aspectRatio', label: 'Aspect Ratio' };
	const prompt = { name: 'prompt', label: 'Prompt' };
	return {
		prompt: readText(
			context,
			itemIndex,
			prompt,
			'Describe the video, e.g. a tiger walking in snow.',
		),
		aspectRatio: readChoice(context, itemIndex, ratio, ASPECT_RATIOS),
		loop: readBoolean(context, itemIndex, { name: 'loop', label: 'Loop' }),
		startFrame: await readFrame(context, itemIndex, 'startFrame'),
		endFrame: await readFrame(context, itemIndex, 'endFrame'),
		duration: optional(options.duration, (value) => durationIn(value)),
		resolution: optional(options.resolution, (value) => optionText(value, 'Resolution')),
		model: optional(options.model, (value) => optionText(value, 'Model')),
		enhancePrompt: optional(options.enhancePrompt, (value) =>
			booleanIn(value, { name: 'enhancePrompt', label: 'Enhance Prompt' }),
		),
		callbackUrl: readCallback(context, itemIndex),
	};
}

/** An option that was added and left empty counts as not set. */
const optional = <T>(value: unknown, read: (value: unknown) => T): T | undefined =>
	value === undefined || value === null || value === '' ? undefined : read(value);

const optionText = (value: unknown, label: string) =>
	textIn(value, { name: '', label }, `Enter a text in '${label}', or remove it.`);

/** `5`, `"5"` and `"5s"` are the same to the user; gateways want `5s`. */
function durationIn(value: unknown): string {
	const text = optionText(value, 'Duration');
	const seconds = /^(\d{1,3})\s*s?$/i.exec(text)?.[1];
	if (seconds) return `${Number(seconds)}s`;
	throw invalidInput(
		`'Duration' is ${nameOf(value)}, which is no number of seconds`,
		'Choose one of the list, e.g. 5s.',
	);
}

function readCallback(context: IExecuteFunctions, itemIndex: number): string | undefined {
	const field = { name: 'callback', label: 'Callback' };
	if (readChoice(context, itemIndex, field, ['none', 'url']) === 'none') return undefined;
	const urlField = { name: 'callbackUrl', label: 'Callback URL' };
	const text = readText(context, itemIndex, urlField, 'Enter the address to call.');
	const url = asLink(text);
	if (url) return url;
	throw invalidInput(
		`'Callback URL' is ${nameOf(text)}, which is no web address`,
		'Enter an address that starts with https://.',
	);
}
