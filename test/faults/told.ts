import type { INode } from 'n8n-workflow';

import type { LumaFailure } from '../../nodes/Luma/task/failure';

/*
 * Stands in for `operations/nodeError` by `jest.mock`: the same, and it keeps the node's own failures,
 * since what n8n shows of them has no code.
 */

type NodeError = typeof import('../../nodes/Luma/operations/nodeError');
const actual = jest.requireActual<NodeError>('../../nodes/Luma/operations/nodeError');

/** What stopped a node, oldest first. */
export const told: LumaFailure[] = [];

export function toNodeError(node: INode, failure: LumaFailure, itemIndex: number) {
	told.push(failure);
	return actual.toNodeError(node, failure, itemIndex);
}
