import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { LumaFailure, toFailure } from '../task/failure';
import { toNodeError } from './nodeError';
import type { GatewayClient } from '../transport/client';

export type Result<T> = T | LumaFailure;

/**
 * Does one step for every item, in order. Under Continue On Fail a failure takes the item's place
 * and the others go on; otherwise the first one stops the node.
 *
 * @param before what the user has to know if the node stops here, e.g. the tasks already paid
 */
export async function forEachItem<T>(
	context: IExecuteFunctions,
	{ gateway }: GatewayClient,
	step: (itemIndex: number) => Promise<T> | T,
	before?: () => string,
): Promise<Array<Result<T>>> {
	const results: Array<Result<T>> = [];
	for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
		try {
			results.push(await step(itemIndex));
		} catch (error) {
			const failure = toFailure(error).withFacts({ gateway: gateway.name });
			results.push(failItem(context, failure, itemIndex, before));
		}
	}
	return results;
}

/** Does what is about a task, so that a failure names it. */
export function aboutTask<T>(taskId: string, step: () => T): T {
	try {
		return step();
	} catch (error) {
		throw toFailure(error).forTask(taskId);
	}
}

/**
 * Gives the failure back where the node may go on with the other items, and throws it otherwise.
 *
 * @param before what to add if it stops the node: of all items, so it is asked for only then
 */
export function failItem(
	context: IExecuteFunctions,
	failure: LumaFailure,
	itemIndex: number,
	before = () => '',
): LumaFailure {
	if (context.continueOnFail()) return failure;
	throw toNodeError(context.getNode(), failure.withHint(before()), itemIndex);
}

/** The node's output: one item for each result, paired with its input item. */
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
	 * n8n sends an item to the error output for its `error`, and later replaces the JSON of an item
	 * that still has one by the bare message. It copies enumerable properties in between, so this
	 * one is seen by the first step and gone before the second.
	 */
	return Object.defineProperty(item, 'error', {
		value: toNodeError(context.getNode(), result, itemIndex),
		enumerable: false,
		writable: true,
	});
}
