import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { LumaFailure, toFailure } from '../../task/failure';
import { formatTask } from '../../task/formatTask';
import type { GatewayClient } from '../../transport/client';
import { failItem, forEachItem, toItem } from '../items';
import type { Operation } from '../operation';
import { withClient } from '../withClient';
import { outputFields, readOutputFormat } from '../fields/output';
import { readTaskIds, taskIdsField } from '../fields/taskIds';
import { fetchWithRetry } from '../fetchWithRetry';

const fields: INodeProperties[] = [taskIdsField, ...outputFields];

/** Reads the tasks of all items together. Returns one item for each ID, paired with its input item. */
async function execute(context: IExecuteFunctions, client: GatewayClient) {
	const requests = await forEachItem(context, client, (itemIndex) => ({
		taskIds: readTaskIds(context.getNodeParameter('taskIds', itemIndex, undefined)),
		format: readOutputFormat(context, itemIndex, client.gateway),
	}));
	const taskIds = requests.flatMap((item) => (item instanceof LumaFailure ? [] : item.taskIds));
	const fetched = await fetchWithRetry(context, client, taskIds, true);

	return requests.flatMap((item, itemIndex) => {
		if (item instanceof LumaFailure) return [toItem(context, item, itemIndex)];
		return item.taskIds.map((taskId) => {
			try {
				const { task, body } = fetched(taskId);
				return toItem(context, formatTask(task, body, item.format), itemIndex);
			} catch (error) {
				return toItem(context, failItem(context, toFailure(error), itemIndex), itemIndex);
			}
		});
	});
}

export const getMany: Operation = {
	listed: {
		name: 'Get Many',
		action: 'Get many tasks',
		description: 'Get the current state of several tasks by their IDs',
	},
	fields,
	execute: withClient(execute),
};
