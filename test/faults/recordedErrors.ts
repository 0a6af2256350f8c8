import type { INode } from 'n8n-workflow';

import type { LumaFailure } from '../../nodes/Luma/task/failure';

/*
 * Replaces `operations/nodeError` through `jest.mock`: it behaves the same and also records the node's own
 * failures, because n8n's view of them has no code.
 */

type NodeError = typeof import('../../nodes/Luma/operations/nodeError');
const actual = jest.requireActual<NodeError>('../../nodes/Luma/operations/nodeError');

/** Failures that stopped a node, oldest first. */
export const recordedFailures: LumaFailure[] = [];

export function toNodeError(node: INode, failure: LumaFailure, itemIndex: number) {
	recordedFailures.push(failure);
	return actual.toNodeError(node, failure, itemIndex);
}
