import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { availableOn } from '../../gateways';
import type { Frame } from '../../gateways/videoRequest';
import { invalidInput } from '../../task/failure';
import { asLink, describeValue } from '../../task/values';
import { readChoice, readText, type Field } from './parameters';
import { toTaskId } from './taskId';
import { pictureType } from './imageType';

const SOURCES = ['none', 'url', 'binary', 'task'] as const;

type Side = 'startFrame' | 'endFrame';
const LABELS: Record<Side, string> = { startFrame: 'Start Frame', endFrame: 'End Frame' };

/**
 * The choice of a frame's source and one field for each source. None is required in n8n's sense:
 * where an expression makes the choice, n8n would want all of them.
 */
export const frameFields = (side: Side, description: string): INodeProperties[] => [
	{
		displayName: LABELS[side],
		name: side,
		type: 'options',
		options: [
			{ name: 'None', value: 'none', description: 'Luma makes it up' },
			{ name: 'URL', value: 'url', description: 'A picture on the web' },
			{
				name: 'Binary File',
				value: 'binary',
				description: `A picture from the incoming item. ${availableOn(({ frames }) => frames.includes('image'))}`,
			},
			{
				name: 'Earlier Task',
				value: 'task',
				description: `The video of a completed task. ${availableOn(({ frames }) => frames.includes('task'))}`,
			},
		],
		default: 'none',
		description,
	},
	{
		displayName: `${LABELS[side]} URL`,
		name: `${side}Url`,
		type: 'string',
		displayOptions: { show: { [side]: ['url'] } },
		default: '',
		placeholder: 'e.g. https://example.com/image.png',
		description: 'The gateway must be able to open it without a log-in',
	},
	{
		displayName: `${LABELS[side]} Input Data Field Name`,
		name: `${side}BinaryField`,
		type: 'string',
		displayOptions: { show: { [side]: ['binary'] } },
		default: 'data',
		placeholder: 'e.g. data',
		hint: 'The name of the input field that holds the picture: PNG, JPEG, WebP or GIF',
	},
	{
		displayName: `${LABELS[side]} Task ID`,
		name: `${side}TaskId`,
		type: 'string',
		displayOptions: { show: { [side]: ['task'] } },
		default: '',
		placeholder: 'e.g. fe6cd271-eec5-46dd-a753-b97c4d576616',
		description: 'The ID of a completed task of the same gateway',
	},
];

/** @throws LumaFailure `invalidInput` for a frame that no gateway could open */
export async function readFrame(
	context: IExecuteFunctions,
	itemIndex: number,
	side: Side,
): Promise<Frame | undefined> {
	const label = LABELS[side];
	switch (readChoice(context, itemIndex, { name: side, label }, SOURCES)) {
		case 'url':
			return readUrl(context, itemIndex, { name: `${side}Url`, label: `${label} URL` });
		case 'binary':
			return await readBinary(context, itemIndex, {
				name: `${side}BinaryField`,
				label: `${label} Input Data Field Name`,
			});
		case 'task': {
			const taskId = context.getNodeParameter(`${side}TaskId`, itemIndex, undefined);
			return { from: 'task', taskId: toTaskId(taskId, `${label} Task ID`) };
		}
		default:
			return undefined;
	}
}

/** A link, or a picture as a data URL: some relays take both in the same field (docs/gateways.md#two-dialects). */
function readUrl(context: IExecuteFunctions, itemIndex: number, field: Field): Frame {
	const text = readText(context, itemIndex, field, 'Enter the address of a picture.');
	const url = asLink(text);
	// A blank is in no address: it separates two of them, or has to be written as %20.
	if (url && !/\s|,https?:/i.test(url)) return { from: 'url', url };
	const bytes = bytesIn(text);
	const mimeType = bytes && pictureType(bytes);
	if (mimeType) return { from: 'image', base64: bytes.toString('base64'), mimeType };
	throw invalidInput(
		`'${field.label}' is ${describeValue(text)}, which is no address of a picture`,
		'Enter an address that starts with https://, e.g. https://example.com/image.png.',
	);
}

/** The bytes of a data URL in base64; `undefined` where something else is in it. */
function bytesIn(dataUrl: string): Buffer | undefined {
	const base64 = /^data:[^,]*;base64,(.+)$/s
		.exec(dataUrl)?.[1]
		.replace(/%(2B|2F|3D)/gi, (escaped) => decodeURIComponent(escaped))
		.replace(/\s+/g, '');
	return base64 && /^[\w+/-]+={0,2}$/.test(base64) ? Buffer.from(base64, 'base64') : undefined;
}

async function readBinary(
	context: IExecuteFunctions,
	itemIndex: number,
	field: Field,
): Promise<Frame> {
	const name = readText(context, itemIndex, field, 'Enter the name of the field, e.g. data.');
	const files = context.getInputData()[itemIndex].binary ?? {};
	if (!Object.hasOwn(files, name)) {
		const names = Object.keys(files);
		throw invalidInput(
			`'${field.label}' is ${describeValue(name)}, and the item has no file there`,
			names.length > 0
				? `The item has a file in: ${names.join(', ')}.`
				: 'Give the item a picture first, e.g. with the HTTP Request node and its response format File.',
		);
	}
	const bytes = await context.helpers.getBinaryDataBuffer(itemIndex, name);
	const mimeType = pictureType(bytes);
	if (!mimeType) {
		throw invalidInput(
			`The file in '${name}' is no picture that Luma takes`,
			`It says it is ${files[name].mimeType || 'of no type'}. Luma takes PNG, JPEG, WebP and GIF.`,
		);
	}
	return { from: 'image', base64: bytes.toString('base64'), mimeType };
}
