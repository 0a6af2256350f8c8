import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { LumaFailure } from '../task/failure';

/** What n8n shows for an item whose failure stops the workflow. */
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
	// n8n replaces a message in which it sees one of Node's codes, and with it the task ID.
	error.message = message;
	return error;
}
