import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { availableOn, GATEWAYS, takes } from '../../gateways';
import type { VideoRequest } from '../../gateways/videoRequest';
import { invalidInput } from '../../task/failure';
import { describeValue } from '../../task/values';
import { booleanIn, readOptions, textIn } from './parameters';

/** Options of a list, each with the gateways that accept it. */
function valuesOf(setting: 'durations' | 'resolutions', values: string[]) {
	return values.map((value) => ({
		name: value,
		value,
		description: availableOn((capabilities) => takes(capabilities, setting, value)),
	}));
}

/** e.g. `ray-3.2 on Luma Agents API, ray-2 or ray-flash-2 on Dream Machine API`. */
const documentedModels = () =>
	GATEWAYS.flatMap(({ label, capabilities: { models } }) =>
		models ? `${models.join(' or ')} on ${label}` : [],
	).join(', ');

/** Rarely used settings. Only those that were added are sent. */
export const optionsField: INodeProperties = {
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
			options: valuesOf('durations', ['5s', '9s', '10s']),
			default: '5s',
			description: 'The length of the video',
		},
		{
			displayName: 'Enhance Prompt',
			name: 'enhancePrompt',
			type: 'boolean',
			default: true,
			description: availableOn(
				({ enhancePrompt }) => enhancePrompt,
				'Whether Luma adds detail to the prompt',
			),
		},
		{
			displayName: 'Model',
			name: 'model',
			type: 'string',
			default: '',
			placeholder: 'e.g. ray-2',
			description: `The gateway's name for the model: ${documentedModels()}`,
		},
		{
			displayName: 'Resolution',
			name: 'resolution',
			type: 'options',
			options: valuesOf('resolutions', ['540p', '720p', '1080p', '4k']),
			default: '720p',
			description: 'The resolution of the video',
		},
	],
};

type Options = Pick<VideoRequest, 'duration' | 'resolution' | 'model' | 'enhancePrompt'>;

/** @throws LumaFailure `invalidInput` naming the option's label */
export function readVideoOptions(context: IExecuteFunctions, itemIndex: number): Options {
	const options = readOptions(context, itemIndex);
	return {
		duration: optional(options.duration, durationIn),
		resolution: optional(options.resolution, resolutionIn),
		model: optional(options.model, modelIn),
		enhancePrompt: optional(options.enhancePrompt, (value) =>
			booleanIn(value, { name: 'enhancePrompt', label: 'Enhance Prompt' }),
		),
	};
}

/** An option that was added but left empty counts as not set. */
const optional = <T>(value: unknown, read: (value: unknown) => T): T | undefined =>
	value === undefined || value === null || value === '' ? undefined : read(value);

const optionText = (value: unknown, label: string) =>
	textIn(value, { name: '', label }, `Enter text in '${label}', or remove the option.`);

/** `5`, `"5"` and `"5s"` mean the same to the user; gateways require `5s`. */
function durationIn(value: unknown): string {
	const text = optionText(value, 'Duration');
	const seconds = /^(\d{1,3})\s*s?$/i.exec(text)?.[1];
	if (Number(seconds) > 0) return `${Number(seconds)}s`;
	throw invalidInput(
		`'Duration' must be a number of seconds, but is ${describeValue(value)}`,
		'Choose one from the list, e.g. 5s.',
	);
}

/** Some gateways accept any text, so they would ignore an invalid resolution and charge for the video. */
function resolutionIn(value: unknown): string {
	const text = optionText(value, 'Resolution');
	if (/^\d{3,4}p$|^\d{1,2}k$/i.test(text)) return text.toLowerCase();
	throw invalidInput(
		`'Resolution' must be like 720p or 4k, but is ${describeValue(value)}`,
		'Choose one from the list, e.g. 720p.',
	);
}

const LONGEST_MODEL = 100;

function modelIn(value: unknown): string {
	const text = optionText(value, 'Model');
	if (text.length <= LONGEST_MODEL) return text;
	throw invalidInput(
		`'Model' must be at most ${LONGEST_MODEL} characters, but is ${describeValue(value)}`,
		"Enter the gateway's name for the model, e.g. ray-2.",
	);
}
