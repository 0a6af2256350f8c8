import type { IExecuteFunctions } from 'n8n-workflow';

import { presentTask } from '../../task/formatTask';
import type { Session } from '../../transport/client';
import { LumaFailure } from '../../task/failure';
import { aboutTask, forEachItem, toItems } from '../items';
import type { Operation } from '../operation';
import { outputFields, readPresentation } from '../fields/output';
import { readTaskId, taskIdField } from '../fields/taskId';
import { readNow } from '../fetchWithRetry';

/** Reads the task of each item as it is now. A failed task is a result like any other. */
async function execute(context: IExecuteFunctions, session: Session) {
	const asked = await forEachItem(context, session, (itemIndex) => {
		const taskId = readTaskId(context, itemIndex);
		const read = () => readPresentation(context, itemIndex, session.gateway);
		return { taskId, presentation: aboutTask(taskId, read) };
	});
	const taskIds = asked.flatMap((item) => (item instanceof LumaFailure ? [] : item.taskId));
	const fetched = await readNow(context, session, taskIds, false);

	const results = await forEachItem(context, session, (itemIndex) => {
		const item = asked[itemIndex];
		if (item instanceof LumaFailure) throw item;
		const { task, body } = fetched(item.taskId);
		return presentTask(task, body, item.presentation);
	});
	return toItems(context, results);
}

export const get: Operation = { fields: [taskIdField, ...outputFields], execute };
