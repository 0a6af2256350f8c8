import type { INode, IWorkflowBase } from 'n8n-workflow';

import { innerWorkflow } from '../../../../nodes/Luma/operations/task/wait/suspended/innerWorkflow';
import { SUSPENDED } from '../../../../nodes/Luma/operations/task/wait/suspended/itemState';

const node: INode = {
	id: 'a1',
	name: 'Wait for videos',
	type: 'n8n-nodes-luma-ai.luma',
	typeVersion: 1,
	position: [10, 20],
	parameters: { resource: 'task', operation: 'wait', taskId: '={{ $json.taskId }}', timeout: 60 },
	credentials: { lumaApi: { id: 'c1', name: 'Luma' } },
};

const TOKEN = 'a-random-token';
let inner = {} as IWorkflowBase;
beforeEach(() => {
	inner = innerWorkflow(node, TOKEN);
});

const ofType = (type: string) => {
	const found = inner.nodes.filter((one) => one.type === type);
	expect(found).toHaveLength(1);
	return found[0];
};
const start = () => ofType('n8n-nodes-base.executeWorkflowTrigger');
const checks = () => ofType(node.type);
const open = () => ofType('n8n-nodes-base.if');
const done = () => ofType('n8n-nodes-base.noOp');

/** The names of the nodes that each output of a node is connected to. */
const after = ({ name: from }: INode) =>
	(inner.connections[from]?.main ?? []).map((output) =>
		(output ?? []).map(({ node: to, type, index }) => {
			expect([type, index]).toStrictEqual(['main', 0]);
			return to;
		}),
	);

describe('the inner workflow of a suspended wait', () => {
	it('tests whether a task is open before its first suspension', () => {
		expect(after(start())).toStrictEqual([[open().name]]);
	});

	it('loops while a task is open, and ends when none is', () => {
		expect(after(open())).toStrictEqual([[checks().name], [done().name]]);
		expect(after(checks())).toStrictEqual([[open().name]]);
		expect(after(done())).toStrictEqual([]);
	});

	it('counts an item as open if it carries the token of this wait', () => {
		const { combinator, conditions, options } = open().parameters.conditions as {
			combinator: string;
			conditions: unknown[];
			options: unknown;
		};
		expect(SUSPENDED).toMatch(/^\w+$/);
		expect(combinator).toBe('and');
		expect(conditions).toStrictEqual([
			expect.objectContaining({
				leftValue: `={{ $json.${SUSPENDED}?.wakeUp?.token }}`,
				rightValue: TOKEN,
				operator: { type: 'string', operation: 'equals' },
			}),
		]);
		// With strict validation, n8n would reject items without that state.
		expect(options).toMatchObject({ typeValidation: 'loose' });
	});

	it('starts with its input items unchanged', () => {
		expect(start().parameters).toStrictEqual({ inputSource: 'passthrough' });
	});

	it('checks with a copy of the node that has the same credential', () => {
		expect(checks()).toMatchObject({
			name: node.name,
			typeVersion: node.typeVersion,
			credentials: node.credentials,
			parameters: { resource: 'task', operation: 'innerCheck' },
		});
	});

	it("checks with the node itself if an agent's tool waits", () => {
		const tool = innerWorkflow({ ...node, type: `${node.type}Tool` }, TOKEN);
		expect(tool.nodes.map(({ type }) => type)).toStrictEqual(inner.nodes.map(({ type }) => type));
	});

	it('has nodes with unique IDs and names, which contain the name of the suspended node', () => {
		expect(new Set(inner.nodes.map(({ id }) => id)).size).toBe(inner.nodes.length);
		expect(new Set(inner.nodes.map((one) => one.name)).size).toBe(inner.nodes.length);
		for (const one of [...inner.nodes, inner]) expect(one.name).toContain(node.name);
	});

	it('keeps records of failures only, and has no timeout', () => {
		expect(inner.settings).toStrictEqual({
			executionOrder: 'v1',
			executionTimeout: -1,
			saveDataSuccessExecution: 'none',
			saveDataErrorExecution: 'all',
		});
		expect(inner.activeVersionId).toBeNull();
	});
});
