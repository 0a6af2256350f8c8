import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { invalidInput, LumaFailure } from '../../task/failure';
import { presentTask } from '../../task/present';
import type { Session } from '../../transport/session';
import { toFailure } from '../../transport/nodeError';
import { failItem, forEachItem, toItem } from '../items';
import type { Operation } from '../operation';
import { outputFields, readPresentation } from '../output';
import { toTaskId } from '../taskId';
import { readNow } from './readNow';

const LABEL = 'Task IDs';

const fields: INodeProperties[] = [
	{
		displayName: LABEL,
		name: 'taskIds',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. fe6cd271-eec5-46dd-a753-b97c4d576616, 48a94ce2-ce6c-4184-aa59-bdf3409b162b',
		description: 'The IDs, separated by commas. An expression can also give a list of IDs.',
	},
	...outputFields,
];

/** Reads the tasks of all items together and gives one item for each ID, paired with its input. */
async function execute(context: IExecuteFunctions, session: Session) {
	const asked = await forEachItem(context, session, (itemIndex) => ({
		taskIds: readTaskIds(context.getNodeParameter('taskIds', itemIndex, undefined)),
		presentation: readPresentation(context, itemIndex, session.gateway),
	}));
	const taskIds = asked.flatMap((item) => (item instanceof LumaFailure ? [] : item.taskIds));
	const fetched = await readNow(context, session, taskIds, true);

	return asked.flatMap((item, itemIndex) => {
		if (item instanceof LumaFailure) return [toItem(context, item, itemIndex)];
		return item.taskIds.map((taskId) => {
			try {
				const { task, body } = fetched(taskId);
				return toItem(context, presentTask(task, body, item.presentation), itemIndex);
			} catch (error) {
				return toItem(context, failItem(context, toFailure(error), itemIndex), itemIndex);
			}
		});
	});
}

/** Text with commas, semicolons or line breaks, or a list. */
function readTaskIds(value: unknown): string[] {
	const parts: unknown[] = Array.isArray(value) ? value : String(value ?? '').split(/[,;\s]+/);
	const taskIds = parts.filter((part) => part !== '').map((part) => toTaskId(part, LABEL));
	if (taskIds.length > 0) return taskIds;
	throw invalidInput(
		`'${LABEL}' is empty`,
		'Enter at least one ID, or a list of IDs by an expression.',
	);
}

export const getMany: Operation = { fields, execute };
