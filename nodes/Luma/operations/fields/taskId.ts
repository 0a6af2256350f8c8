import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { invalidInput } from '../../task/failure';
import { describeValue } from '../../task/values';
import { textIn } from './parameters';

export const taskIdField: INodeProperties = {
	displayName: 'Task ID',
	name: 'taskId',
	type: 'string',
	required: true,
	default: '={{ $json.taskId }}',
	placeholder: 'e.g. fe6cd271-eec5-46dd-a753-b97c4d576616',
	description: "The ID that 'Generate' returned. The URL of a task works too.",
};

const HINT =
	"Enter the ID that 'Generate' returned, e.g. {{ $json.taskId }}. With 'Output: Raw', the ID is where the gateway puts it, e.g. {{ $json.id }}.";

export const readTaskId = (context: IExecuteFunctions, itemIndex: number) =>
	toTaskId(context.getNodeParameter('taskId', itemIndex, undefined), 'Task ID');

/** The task ID if it is valid, so failures for other reasons can name the task. */
export function knownTaskId(context: IExecuteFunctions, itemIndex: number): string | undefined {
	try {
		return readTaskId(context, itemIndex);
	} catch {
		return undefined;
	}
}

export const knownTaskIds = (context: IExecuteFunctions) =>
	context.getInputData().flatMap((_, itemIndex) => knownTaskId(context, itemIndex) ?? []);

/**
 * The ID in a pasted URL, or the text itself.
 *
 * @throws LumaFailure `invalidInput` naming the field's label
 */
export function toTaskId(value: unknown, label: string): string {
	const text = textIn(value, { name: '', label }, HINT);
	const taskId = /^https?:\/\//i.test(text) ? lastSegment(text) : text;
	if (isTaskId(taskId) && (typeof value !== 'number' || isRowNumber(value))) return taskId;
	throw invalidInput(`'${label}' contains ${describeValue(value)} instead of a task ID`, HINT);
}

/** The last segment of the path that is not an action on the task. */
function lastSegment(url: string): string {
	const [path] = url.split(/[?#]/);
	const actions = ['', 'extend', 'download_video_url'];
	const segments = path.split('/').filter((segment) => !actions.includes(segment));
	return segments.at(-1) ?? url;
}

/** IDs become part of a URL. No gateway has long ones, or ones with spaces. */
const isTaskId = (text: string) => /^[!-~]{1,200}$/.test(text) && !/^\.+$/.test(text);

/** Some relays use row numbers as IDs (docs/gateways.md#task-rows). */
const isRowNumber = (value: number) => Number.isSafeInteger(value) && value >= 0;
