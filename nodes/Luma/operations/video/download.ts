import type { IBinaryKeyData, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Gateway } from '../../gateways/gateway';
import { taskFailure } from '../../task/answerError';
import { invalidInput, LumaFailure } from '../../task/failure';
import { formatTask } from '../../task/formatTask';
import type { Task } from '../../task/task';
import type { GatewayClient } from '../../transport/client';
import { downloadFile } from '../../transport/links/downloadFile';
import { fetchWithRetry } from '../fetchWithRetry';
import { readTaskId } from '../fields/taskId';
import { forEachItem, namingTask, toItem } from '../items';
import type { Operation } from '../operation';
import { withClient } from '../withClient';
import { downloadFields, FILES, readFileTargets, type FileName } from './downloadFields';

/** Reads each task again for a fresh link, and streams the chosen files into the item. */
async function execute(context: IExecuteFunctions, client: GatewayClient) {
	const { gateway } = client;
	const requests = await forEachItem(context, client, (itemIndex) => {
		const taskId = readTaskId(context, itemIndex);
		return { taskId, targets: namingTask(taskId, () => readFileTargets(context, itemIndex)) };
	});

	const results = await forEachItem(context, client, async (itemIndex) => {
		const request = requests[itemIndex];
		if (request instanceof LumaFailure) throw request;
		const fetched = await fetchWithRetry(context, client, [request.taskId], false);
		const { task, body } = fetched(request.taskId);
		const files = request.targets.map(({ file }) => file);
		const links = linksOf(task, gateway, files);
		const binary: IBinaryKeyData = {};
		for (const { file, field } of request.targets) {
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

/** @throws LumaFailure if a file is not available, before any of them is downloaded */
function linksOf(task: Task, gateway: Gateway, files: FileName[]) {
	const facts = { taskId: task.taskId, gateway: gateway.name };
	if (task.state === 'failed') throw taskFailure(gateway, task);
	if (task.state !== 'completed') {
		throw invalidInput('The video is not ready yet', "Put 'Task: Wait' before this node.", {
			...facts,
			retryable: true,
		});
	}
	const missing = files.find((file) => task[FILES[file].link] === null);
	if (missing) {
		throw invalidInput(
			`${gateway.label} provides no ${FILES[missing].label.toLowerCase()} for this task`,
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
		description: 'Add the video of a completed task, or its frames, to the item as files',
	},
	fields: downloadFields,
	execute: withClient(execute, { isAboutTask: true }),
};
