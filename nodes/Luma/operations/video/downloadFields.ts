import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { invalidInput } from '../../task/failure';
import { describeValue } from '../../task/values';
import { readText } from '../fields/parameters';
import { taskIdField } from '../fields/taskId';

/** The files of a task: their label, and the task's field that has the link. */
export const FILES = {
	video: { label: 'Video', link: 'videoUrl', type: 'video/mp4' },
	thumbnail: { label: 'Thumbnail', link: 'thumbnailUrl', type: 'image/jpeg' },
	lastFrame: { label: 'Last Frame', link: 'lastFrameUrl', type: 'image/jpeg' },
} as const;

export type FileName = keyof typeof FILES;
const FILE_NAMES = Object.keys(FILES) as FileName[];

export const downloadFields: INodeProperties[] = [
	{ ...taskIdField, description: 'The completed task whose video to download' },
	{
		displayName: 'Files',
		name: 'files',
		type: 'multiOptions',
		options: FILE_NAMES.map((file) => ({ name: FILES[file].label, value: file })),
		default: ['video'],
		description: 'What to download. Not every gateway provides a thumbnail and a last frame.',
	},
	{
		displayName: 'Video Output Data Field Name',
		name: 'videoOutputField',
		type: 'string',
		displayOptions: { show: { files: ['video'] } },
		default: 'data',
		placeholder: 'e.g. data',
		hint: 'The name of the output field to put the video in',
	},
	{
		displayName: 'Thumbnail Output Data Field Name',
		name: 'thumbnailOutputField',
		type: 'string',
		displayOptions: { show: { files: ['thumbnail'] } },
		default: 'thumbnail',
		placeholder: 'e.g. thumbnail',
		hint: 'The name of the output field to put the thumbnail in',
	},
	{
		displayName: 'Last Frame Output Data Field Name',
		name: 'lastFrameOutputField',
		type: 'string',
		displayOptions: { show: { files: ['lastFrame'] } },
		default: 'lastFrame',
		placeholder: 'e.g. lastFrame',
		hint: 'The name of the output field to put the last frame in',
	},
];

/** A chosen file, and the binary field of the item that it goes to. */
export interface FileTarget {
	file: FileName;
	field: string;
	label: string;
}

/** @throws LumaFailure `invalidInput` naming the field's label */
export function readFileTargets(context: IExecuteFunctions, itemIndex: number): FileTarget[] {
	const value: unknown = context.getNodeParameter('files', itemIndex, []);
	const chosen: unknown[] = [...new Set(Array.isArray(value) ? value : [value])];
	const unknown = chosen.filter((file) => !FILE_NAMES.includes(file as FileName));
	if (chosen.length === 0 || unknown.length > 0) {
		throw invalidInput(
			`'Files' ${chosen.length === 0 ? 'is empty' : `must contain only its options, but contains ${describeValue(unknown[0])}`}`,
			`Choose at least one of: ${FILE_NAMES.join(', ')}.`,
		);
	}
	const targets = (chosen as FileName[]).map((file) => {
		const label = `${FILES[file].label} Output Data Field Name`;
		const parameter = { name: `${file}OutputField`, label };
		const hint = 'Enter the name of a field, e.g. data.';
		return { file, field: readText(context, itemIndex, parameter, hint), label };
	});
	assertDifferentFields(targets);
	return targets;
}

/** Of two files in the same field, only the second would remain. */
function assertDifferentFields(targets: FileTarget[]): void {
	for (const [at, { field, label }] of targets.entries()) {
		const other = targets.slice(0, at).find((earlier) => earlier.field === field);
		if (!other) continue;
		throw invalidInput(
			`'${other.label}' and '${label}' are both ${describeValue(field)}`,
			'Use a different field for each file: one would overwrite the other.',
		);
	}
}
