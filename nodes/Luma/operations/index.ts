import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { LumaFailure } from '../task/failure';
import { toFailure, toNodeError } from './nodeError';
import { openClient } from '../transport/client';
import { toItem } from './items';
import type { Operation } from './operation';
import { checkInside, asksAgain } from './task/wait/suspended/innerCheck';
import { get } from './task/get';
import { getMany } from './task/getMany';
import { wait } from './task/wait/wait';
import { knownTaskId } from './fields/taskId';
import { describeValue } from '../task/values';
import { download } from './video/download';
import { extend } from './video/extend';
import { generate } from './video/generate';

/** Every operation by its resource and name, as saved workflows store them. */
const OPERATIONS: Record<string, Record<string, Operation>> = {
	video: { generate, extend, download },
	task: { get, getMany, wait },
};

/** The fields of all operations, each shown for its own operation only. */
export const operationFields: INodeProperties[] = Object.entries(OPERATIONS).flatMap(
	([resource, operations]) =>
		Object.entries(operations).flatMap(([operation, { fields }]) =>
			updateDisplayOptions({ show: { resource: [resource], operation: [operation] } }, fields),
		),
);

/** Runs the chosen operation over all items. */
export async function runOperation(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const resource = context.getNodeParameter('resource', 0, '') as string;
	const name = context.getNodeParameter('operation', 0, '') as string;
	const operations = Object.hasOwn(OPERATIONS, resource) ? OPERATIONS[resource] : {};
	const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
	if (!operation) throw unknownOperation(context, resource, name);
	if (operation === wait && asksAgain(context)) return [await checkInside(context)];

	const client = await openClient(context).catch((error: unknown) => toFailure(error));
	if (!(client instanceof LumaFailure)) {
		try {
			return [await operation.execute(context, client)];
		} catch (error) {
			throw error instanceof LumaFailure ? toNodeError(context.getNode(), error, 0) : error;
		}
	}
	// Without a client no item can be done.
	if (!context.continueOnFail()) throw toNodeError(context.getNode(), client, 0);
	const isAboutTask = [get, wait, download].includes(operation);
	return [
		context.getInputData().map((_, itemIndex) => {
			const taskId = isAboutTask ? knownTaskId(context, itemIndex) : undefined;
			return toItem(context, taskId === undefined ? client : client.forTask(taskId), itemIndex);
		}),
	];
}

const unknownOperation = (context: IExecuteFunctions, resource: string, operation: string) =>
	toNodeError(
		context.getNode(),
		new LumaFailure(
			'invalidInput',
			`There is no operation ${describeValue(operation)} of the resource ${describeValue(resource)}`,
			"Choose a 'Resource' and an 'Operation' from the lists.",
		),
		0,
	);
