import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { LumaFailure, toFailure } from '../task/failure';
import { toNodeError } from './nodeError';
import type { GatewayClient } from '../transport/client';

export type Result<T> = T | LumaFailure;

/**
 * Runs a step for each item, in order. Under Continue On Fail, a failure becomes the result of its item
 * and the other items continue; otherwise the first failure stops the node.
 *
 * @param hint what the user has to know if the node stops here, e.g. which tasks are already paid for
 */
export async function forEachItem<T>(
	context: IExecuteFunctions,
	{ gateway }: GatewayClient,
	step: (itemIndex: number) => Promise<T> | T,
	hint?: () => string,
): Promise<Array<Result<T>>> {
	const results: Array<Result<T>> = [];
	for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
		try {
			results.push(await step(itemIndex));
		} catch (error) {
			const failure = toFailure(error).withFacts({ gateway: gateway.name });
			results.push(failItem(context, failure, itemIndex, hint));
		}
	}
	return results;
}

/** Runs a step whose failures name the task. */
export function namingTask<T>(taskId: string, step: () => T): T {
	try {
		return step();
	} catch (error) {
		throw toFailure(error).forTask(taskId);
	}
}

/**
 * Returns the failure if the node may continue with the other items.
 *
 * @param hint added to a failure that stops the node; a function, since it may go through all items
 * @throws NodeOperationError or NodeApiError if the failure stops the node
 */
export function failItem(
	context: IExecuteFunctions,
	failure: LumaFailure,
	itemIndex: number,
	hint = () => '',
): LumaFailure {
	if (context.continueOnFail()) return failure;
	throw toNodeError(context.getNode(), failure.withHint(hint()), itemIndex);
}

/** The node's output: an item for each result, paired with its input item. */
export const toItems = (context: IExecuteFunctions, results: Array<Result<IDataObject>>) =>
	results.map((result, itemIndex) => toItem(context, result, itemIndex));

export function toItem(
	context: IExecuteFunctions,
	result: Result<IDataObject>,
	itemIndex: number,
): INodeExecutionData {
	const pairedItem = { item: itemIndex };
	if (!(result instanceof LumaFailure)) return { json: result, pairedItem };
	const item: INodeExecutionData = { json: result.toJson(), pairedItem };
	if (context.getNode().onError !== 'continueErrorOutput') return item;
	/*
	 * n8n first moves items with an `error` to the error output, and later replaces the JSON of items with
	 * an `error` by the bare message. In between it copies enumerable properties, so the first step sees
	 * this one and the second does not.
	 */
	return Object.defineProperty(item, 'error', {
		value: toNodeError(context.getNode(), result, itemIndex),
		enumerable: false,
		writable: true,
	});
}
