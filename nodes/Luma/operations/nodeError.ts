import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { LumaFailure } from '../task/failure';

/** The error that n8n shows when the failure of an item stops the workflow. */
export function toNodeError(node: INode, failure: LumaFailure, itemIndex: number) {
	const { message, description } = failure;
	const { httpStatus } = failure.facts;
	const error =
		httpStatus === undefined
			? new NodeOperationError(node, message, { description, itemIndex })
			: new NodeApiError(node, {} as JsonObject, {
					message,
					description,
					httpCode: String(httpStatus),
					itemIndex,
				});
	// n8n replaces a message that contains a Node.js error code, which would lose the task ID.
	error.message = message;
	return error;
}
