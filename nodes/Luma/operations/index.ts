import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { invalidInput, LumaFailure } from '../task/failure';
import { describeValue } from '../task/values';
import { toNodeError } from './nodeError';
import type { Operation } from './operation';
import { get } from './task/get';
import { getMany } from './task/getMany';
import { innerCheck } from './task/wait/suspended/innerCheck';
import { wait } from './task/wait/wait';
import { download } from './video/download';
import { extend } from './video/extend';
import { generate } from './video/generate';

interface Resource {
	name: string;
	/** The operation that a new node starts with. */
	usual: string;
	operations: Record<string, Operation>;
}

/** Every operation by its resource and name, as saved workflows store them, in the editor's order. */
const RESOURCES: Record<string, Resource> = {
	video: { name: 'Video', usual: 'generate', operations: { generate, extend, download } },
	task: { name: 'Task', usual: 'get', operations: { get, getMany, wait, innerCheck } },
};

const resourceList: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: Object.entries(RESOURCES).map(([value, { name }]) => ({ name, value })),
	default: 'video',
};

const operationLists = Object.entries(RESOURCES).map(
	([resource, { usual, operations }]): INodeProperties => ({
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options: Object.entries(operations).flatMap(([value, { listed }]) =>
			listed ? [{ value, ...listed }] : [],
		),
		default: usual,
	}),
);

/** The fields of all operations, each shown for its own operation only. */
const operationFields = Object.entries(RESOURCES).flatMap(([resource, { operations }]) =>
	Object.entries(operations).flatMap(([operation, { fields }]) =>
		updateDisplayOptions({ show: { resource: [resource], operation: [operation] } }, fields),
	),
);

/** What the editor shows: resource, operation, and the fields of the chosen operation. */
export const nodeProperties: INodeProperties[] = [
	resourceList,
	...operationLists,
	...operationFields,
];

/** Runs the chosen operation on all items. */
export async function runOperation(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	try {
		return [await chosenOperation(context).execute(context)];
	} catch (error) {
		throw error instanceof LumaFailure ? toNodeError(context.getNode(), error, 0) : error;
	}
}

function chosenOperation(context: IExecuteFunctions): Operation {
	const resource = context.getNodeParameter('resource', 0, '') as string;
	const name = context.getNodeParameter('operation', 0, '') as string;
	const operations = Object.hasOwn(RESOURCES, resource) ? RESOURCES[resource].operations : {};
	if (Object.hasOwn(operations, name)) return operations[name];
	throw invalidInput(
		`There is no operation ${describeValue(name)} of the resource ${describeValue(resource)}`,
		"Choose a 'Resource' and an 'Operation' from the lists.",
	);
}
