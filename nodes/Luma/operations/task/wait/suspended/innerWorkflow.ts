import type {
	IConnections,
	INode,
	INodeParameters,
	IWorkflowBase,
	IWorkflowSettings,
} from 'n8n-workflow';

import { SUSPENDED } from './itemState';

/*
 * How a wait is suspended. n8n resumes a suspended node by passing its input on; it never runs the
 * node again. So the node starts an inner execution that loops, and suspends the outer one until it ends;
 * the items of the inner execution become the node's output
 * (docs/n8n-internals.md#waiting-on-an-inner-execution):
 *
 *   Start ─> Open? ─ yes ─> the node: suspend or check ─> Open?
 *                └── no ──> Done
 *
 * `Open?` comes first because of crashes: after one, n8n invents output for a node that its event log
 * knows but its database does not.
 */

/** The node's operation inside the inner workflow. The editor does not list it. */
export const INNER_OPERATION = 'innerCheck';

/**
 * The inner workflow of a node that waits. It leaves no record in the list of executions when it
 * succeeds, and has no timeout: every task has one.
 *
 * @param node the node that is suspended; its copy checks, with the same credential
 * @param token that the items of a pending wait carry
 */
export function innerWorkflow(node: INode, token: string): IWorkflowBase {
	const name = (label: string) => `${node.name}: ${label}`;
	const nodes: INode[] = [
		inner(name('Start'), 'n8n-nodes-base.executeWorkflowTrigger', 1.1, {
			inputSource: 'passthrough',
		}),
		{
			...inner(node.name, node.type.replace(/Tool$/, ''), node.typeVersion, {
				resource: 'task',
				operation: INNER_OPERATION,
			}),
			credentials: node.credentials,
		},
		inner(name('Open?'), 'n8n-nodes-base.if', 2.2, {
			conditions: {
				options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
				combinator: 'and',
				conditions: [
					{
						id: 'open',
						leftValue: `={{ $json.${SUSPENDED}?.wakeUp?.token }}`,
						rightValue: token,
						operator: { type: 'string', operation: 'equals' },
					},
				],
			},
		}),
		inner(name('Done'), 'n8n-nodes-base.noOp', 1, {}),
	];
	const connections: IConnections = {
		[name('Start')]: to([name('Open?')]),
		[name('Open?')]: to([node.name], [name('Done')]),
		[node.name]: to([name('Open?')]),
	};
	const settings: IWorkflowSettings = {
		executionOrder: 'v1',
		executionTimeout: -1,
		saveDataSuccessExecution: 'none',
		// If n8n is killed during a check, this is all that it can continue from.
		saveDataErrorExecution: 'all',
	};
	return { name: node.name, nodes, connections, settings, activeVersionId: null } as IWorkflowBase;
}

const inner = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters,
): INode => ({ id: name, name, type, typeVersion, position: [0, 0], parameters });

const to = (...outputs: string[][]) => ({
	main: outputs.map((names) => names.map((node) => ({ node, type: 'main' as const, index: 0 }))),
});
