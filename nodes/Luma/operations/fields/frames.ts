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
 * The choice of a frame's source, and a field for each source. None is marked as required: n8n would
 * require all of them if an expression makes the choice.
 */
export const frameFields = (side: Side, description: string): INodeProperties[] => [
	{
		displayName: LABELS[side],
		name: side,
		type: 'options',
		options: [
			{ name: 'None', value: 'none', description: 'Luma generates the frame' },
			{ name: 'URL', value: 'url', description: 'An image on the web' },
			{
				name: 'Binary File',
				value: 'binary',
				description: availableOn(
					({ frames }) => frames.includes('image'),
					'An image from the input item',
				),
			},
			{
				name: 'Earlier Task',
				value: 'task',
				description: availableOn(
					({ frames }) => frames.includes('task'),
					'The video of a completed task',
				),
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
		description: 'The URL of an image that the gateway can open without a login',
	},
	{
		displayName: `${LABELS[side]} Input Data Field Name`,
		name: `${side}BinaryField`,
		type: 'string',
		displayOptions: { show: { [side]: ['binary'] } },
		default: 'data',
		placeholder: 'e.g. data',
		hint: 'The name of the input field containing the image: PNG, JPEG, WebP or GIF',
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

/** @throws LumaFailure `invalidInput` if no gateway could open the frame */
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

/** A link, or an image as a data URL: some relays accept both in the same field (docs/gateways.md#two-dialects). */
function readUrl(context: IExecuteFunctions, itemIndex: number, field: Field): Frame {
	const text = readText(context, itemIndex, field, 'Enter the URL of an image.');
	const url = asLink(text);
	// A URL contains no space: it separates two URLs, or should be %20.
	if (url && !/\s|,https?:/i.test(url)) return { from: 'url', url };
	const bytes = bytesIn(text);
	const mimeType = bytes && pictureType(bytes);
	if (mimeType) return { from: 'image', base64: bytes.toString('base64'), mimeType };
	throw invalidInput(
		`'${field.label}' must be the URL of an image, but is ${describeValue(text)}`,
		'Enter a URL that starts with https://, e.g. https://example.com/image.png.',
	);
}

/** The bytes of a base64 data URL; `undefined` for anything else. */
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
			`'${field.label}' is ${describeValue(name)}, but the item has no file in that field`,
			names.length > 0
				? `The item has files in: ${names.join(', ')}.`
				: "Add an image to the item first, e.g. with the HTTP Request node and its 'Response Format: File'.",
		);
	}
	const bytes = await context.helpers.getBinaryDataBuffer(itemIndex, name);
	const mimeType = pictureType(bytes);
	if (!mimeType) {
		throw invalidInput(
			`The file in '${name}' is not an image that Luma accepts`,
			`n8n lists it as ${files[name].mimeType || 'a file without a type'}. Luma accepts PNG, JPEG, WebP and GIF.`,
		);
	}
	return { from: 'image', base64: bytes.toString('base64'), mimeType };
}
