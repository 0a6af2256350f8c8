import type {
	IBinaryKeyData,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import type { Gateway } from '../../gateways/gateway';
import { invalidInput, LumaFailure } from '../../task/failure';
import { formatTask } from '../../task/formatTask';
import type { Task } from '../../task/task';
import { download as downloadFile } from '../../transport/links/downloadFile';
import { taskFailure } from '../../task/answerError';
import type { GatewayClient } from '../../transport/client';
import { aboutTask, forEachItem, toItem } from '../items';
import type { Operation } from '../operation';
import { withClient } from '../withClient';
import { readText } from '../fields/parameters';
import { fetchWithRetry } from '../fetchWithRetry';
import { describeValue } from '../../task/values';
import { readTaskId, taskIdField } from '../fields/taskId';

/** The files of a task: what they are called and where their link is. */
const FILES = {
	video: { label: 'Video', link: 'videoUrl', type: 'video/mp4' },
	thumbnail: { label: 'Thumbnail', link: 'thumbnailUrl', type: 'image/jpeg' },
	lastFrame: { label: 'Last Frame', link: 'lastFrameUrl', type: 'image/jpeg' },
} as const;

type FileName = keyof typeof FILES;
const FILE_NAMES = Object.keys(FILES) as FileName[];

const fields: INodeProperties[] = [
	{ ...taskIdField, description: 'The completed task whose video to download' },
	{
		displayName: 'Files',
		name: 'files',
		type: 'multiOptions',
		options: FILE_NAMES.map((file) => ({ name: FILES[file].label, value: file })),
		default: ['video'],
		description: 'What to download. Not every gateway gives a thumbnail and a last frame.',
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

/** Reads each task for its freshest links, and streams the chosen files into the item. */
async function execute(context: IExecuteFunctions, client: GatewayClient) {
	const { gateway } = client;
	const asked = await forEachItem(context, client, (itemIndex) => {
		const taskId = readTaskId(context, itemIndex);
		return { taskId, files: aboutTask(taskId, () => readFiles(context, itemIndex)) };
	});

	const results = await forEachItem(context, client, async (itemIndex) => {
		const item = asked[itemIndex];
		if (item instanceof LumaFailure) throw item;
		const { task, body } = (await fetchWithRetry(context, client, [item.taskId], false))(
			item.taskId,
		);
		const links = linksOf(
			task,
			gateway,
			item.files.map(({ file }) => file),
		);
		const binary: IBinaryKeyData = {};
		for (const { file, field } of item.files) {
			const name = file === 'video' ? task.taskId : `${task.taskId}-${file}`;
			binary[field] = await downloadFile(context, client, {
				link: links[file] as string,
				name,
				fallbackType: FILES[file].type,
			}).catch((failure: LumaFailure) => {
				throw failure.forTask(task.taskId);
			});
		}
		const json = formatTask(task, body, {
			output: 'simplified',
			fields: [],
			gateway: gateway.name,
		});
		return { json, binary };
	});
	return results.map((result, itemIndex): INodeExecutionData => {
		if (result instanceof LumaFailure) return toItem(context, result, itemIndex);
		return { ...toItem(context, result.json, itemIndex), binary: result.binary };
	});
}

function readFiles(context: IExecuteFunctions, itemIndex: number) {
	const value: unknown = context.getNodeParameter('files', itemIndex, []);
	const chosen: unknown[] = [...new Set(Array.isArray(value) ? value : [value])];
	const unknown = chosen.filter((file) => !FILE_NAMES.includes(file as FileName));
	if (chosen.length === 0 || unknown.length > 0) {
		throw invalidInput(
			`'Files' ${chosen.length === 0 ? 'is empty' : `cannot be ${describeValue(unknown[0])}`}`,
			`Choose at least one of: ${FILE_NAMES.join(', ')}.`,
		);
	}
	const places = (chosen as FileName[]).map((file) => {
		const label = `${FILES[file].label} Output Data Field Name`;
		const field = readText(
			context,
			itemIndex,
			{ name: `${file}OutputField`, label },
			'Enter the name of a field, e.g. data.',
		);
		return { file, field, label };
	});
	refuseSameField(places);
	return places;
}

/** Of two files in one field, only the last would be left. */
function refuseSameField(places: Array<{ field: string; label: string }>): void {
	for (const [at, { field, label }] of places.entries()) {
		const other = places.slice(0, at).find((earlier) => earlier.field === field);
		if (!other) continue;
		throw invalidInput(
			`'${other.label}' and '${label}' are both ${describeValue(field)}`,
			'Give each file a field of its own: one of them would replace the other.',
		);
	}
}

/** @throws LumaFailure where one of the files is not to be had, before any is downloaded */
function linksOf(task: Task, gateway: Gateway, files: FileName[]) {
	const facts = { taskId: task.taskId, gateway: gateway.name };
	if (task.state === 'failed') throw taskFailure(gateway, task);
	if (task.state !== 'completed') {
		throw invalidInput('The video is not done yet', "Put 'Task: Wait' before this node.", {
			...facts,
			retryable: true,
		});
	}
	const missing = files.find((file) => task[FILES[file].link] === null);
	if (missing) {
		throw invalidInput(
			`${gateway.label} gives no ${FILES[missing].label.toLowerCase()} of this task`,
			`Remove '${FILES[missing].label}' from 'Files'.`,
			facts,
		);
	}
	return Object.fromEntries(files.map((file) => [file, task[FILES[file].link]]));
}

export const download: Operation = {
	listed: {
		name: 'Download',
		action: 'Download video',
		description:
			'Put the video of a completed task, or its frames, into the item as files for the next node',
	},
	fields,
	execute: withClient(execute, { isAboutTask: true }),
};
