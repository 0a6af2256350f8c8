import type {
	IConnections,
	INode,
	INodeParameters,
	IWorkflowBase,
	IWorkflowSettings,
} from 'n8n-workflow';

import { ROUND } from './wakeUp';

/*
 * How a wait is suspended. n8n takes a suspended node up by passing its input on, never by running
 * it again. So the node starts an inner execution that goes round, and parks its own execution on
 * that one; the items of the inner execution become the node's output (n8n-internals.md 1.4, E):
 *
 *   Start ─> Open? ─ yes ─> the node: suspend or ask ─> Open?
 *                └── no ──> Done
 *
 * `Open?` comes first because of crashes: n8n makes up the output of a node that it finds started in
 * its log and without a run in the database.
 */

/**
 * The inner workflow of a node that waits. It leaves no trace in the list of executions when it is
 * done, and has no time limit of its own: what waits has one.
 *
 * @param node the node that is suspended; its copy asks, with the same credential
 */
export function innerWorkflow(node: INode): IWorkflowBase {
	const name = (label: string) => `${node.name}: ${label}`;
	const nodes: INode[] = [
		inner(name('Start'), 'n8n-nodes-base.executeWorkflowTrigger', 1.1, {
			inputSource: 'passthrough',
		}),
		{
			...inner(node.name, node.type.replace(/Tool$/, ''), node.typeVersion, {
				resource: 'task',
				operation: 'wait',
				asksAgain: true,
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
						leftValue: `={{ $json.${ROUND} }}`,
						rightValue: '',
						operator: { type: 'object', operation: 'exists', singleValue: true },
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
		// Where n8n is killed in the middle of a question, this is all that it can go on from.
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
