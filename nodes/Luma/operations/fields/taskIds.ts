import type { INodeProperties } from 'n8n-workflow';

import { invalidInput } from '../../task/failure';
import { toTaskId } from './taskId';

const LIST_LABEL = 'Task IDs';

export const taskIdsField: INodeProperties = {
	displayName: LIST_LABEL,
	name: 'taskIds',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. fe6cd271-eec5-46dd-a753-b97c4d576616, 48a94ce2-ce6c-4184-aa59-bdf3409b162b',
	description: 'The task IDs, separated by commas. An expression can also return a list.',
};

/** Text with commas, semicolons or line breaks, or a list. */
export function readTaskIds(value: unknown): string[] {
	const isText = typeof value === 'string';
	const parts: unknown[] = isText ? value.split(/[,;\s]+/) : [value ?? ''].flat();
	const taskIds = parts.filter((part) => part !== '').map((part) => toTaskId(part, LIST_LABEL));
	if (taskIds.length > 0) return taskIds;
	throw invalidInput(
		`'${LIST_LABEL}' is empty`,
		'Enter at least one ID, or use an expression that returns a list of IDs.',
	);
}
