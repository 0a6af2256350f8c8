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
	description: "The task as 'Generate' gives it. The address of a task works too.",
};

const UNSTUCK =
	"Enter the ID that 'Generate' gave, e.g. {{ $json.taskId }}. With its output 'Raw' the ID is where the gateway puts it, e.g. {{ $json.id }}.";

export const readTaskId = (context: IExecuteFunctions, itemIndex: number) =>
	toTaskId(context.getNodeParameter('taskId', itemIndex, undefined), 'Task ID');

/** The ID where it can be read, for what went wrong otherwise; all of them of all items. */
export function knownTaskId(context: IExecuteFunctions, itemIndex: number): string | undefined {
	try {
		return readTaskId(context, itemIndex);
	} catch {
		return undefined;
	}
}

export const knownTaskIds = (context: IExecuteFunctions) =>
	context.getInputData().flatMap((_, itemIndex) => knownTaskId(context, itemIndex) ?? []);

/** The ID in a pasted address, or the text itself. */
export function toTaskId(value: unknown, label: string): string {
	const text = textIn(value, { name: '', label }, UNSTUCK);
	const taskId = /^https?:\/\//i.test(text) ? lastPart(text) : text;
	if (isTaskId(taskId) && (typeof value !== 'number' || isRow(value))) return taskId;
	throw invalidInput(`'${label}' is ${describeValue(value)}, which is no task ID`, UNSTUCK);
}

function lastPart(address: string): string {
	const [path] = address.split(/[?#]/);
	const calls = ['', 'extend', 'download_video_url'];
	const parts = path.split('/').filter((part) => !calls.includes(part));
	return parts.at(-1) ?? address;
}

/** IDs become a part of an address: no gateway has one that is long, or has a blank in it. */
const isTaskId = (text: string) => /^[!-~]{1,200}$/.test(text) && !/^\.+$/.test(text);

/** Some relays count their tasks (docs/gateways.md#task-rows). */
const isRow = (value: number) => Number.isSafeInteger(value) && value >= 0;
