import type { IExecuteFunctions } from 'n8n-workflow';

import { formatTask } from '../../task/formatTask';
import type { GatewayClient } from '../../transport/client';
import { LumaFailure } from '../../task/failure';
import { namingTask, forEachItem, toItems } from '../items';
import type { Operation } from '../operation';
import { withClient } from '../withClient';
import { outputFields, readOutputFormat } from '../fields/output';
import { readTaskId, taskIdField } from '../fields/taskId';
import { fetchWithRetry } from '../fetchWithRetry';

/** Reads the current state of each item's task. A failed task is a result like any other. */
async function execute(context: IExecuteFunctions, client: GatewayClient) {
	const requests = await forEachItem(context, client, (itemIndex) => {
		const taskId = readTaskId(context, itemIndex);
		const read = () => readOutputFormat(context, itemIndex, client.gateway);
		return { taskId, format: namingTask(taskId, read) };
	});
	const taskIds = requests.flatMap((item) => (item instanceof LumaFailure ? [] : item.taskId));
	const fetched = await fetchWithRetry(context, client, taskIds, false);

	const results = await forEachItem(context, client, (itemIndex) => {
		const item = requests[itemIndex];
		if (item instanceof LumaFailure) throw item;
		const { task, body } = fetched(item.taskId);
		return formatTask(task, body, item.format);
	});
	return toItems(context, results);
}

export const get: Operation = {
	listed: {
		name: 'Get',
		action: 'Get task',
		description: 'Get the current state of a task, with the links to its video once it is ready',
	},
	fields: [taskIdField, ...outputFields],
	execute: withClient(execute, { isAboutTask: true }),
};
