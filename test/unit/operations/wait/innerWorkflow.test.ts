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

let inner = {} as IWorkflowBase;
beforeEach(() => {
	inner = innerWorkflow(node);
});

const ofType = (type: string) => {
	const found = inner.nodes.filter((one) => one.type === type);
	expect(found).toHaveLength(1);
	return found[0];
};
const start = () => ofType('n8n-nodes-base.executeWorkflowTrigger');
const asks = () => ofType(node.type);
const open = () => ofType('n8n-nodes-base.if');
const done = () => ofType('n8n-nodes-base.noOp');

/** The names of the nodes that each output of a node leads to. */
const after = ({ name: from }: INode) =>
	(inner.connections[from]?.main ?? []).map((output) =>
		(output ?? []).map(({ node: to, type, index }) => {
			expect([type, index]).toStrictEqual(['main', 0]);
			return to;
		}),
	);

describe('the inner workflow of a suspended wait', () => {
	it('asks whether a task is open before it suspends for the first time', () => {
		expect(after(start())).toStrictEqual([[open().name]]);
	});

	it('goes round while one is, and ends when none is', () => {
		expect(after(open())).toStrictEqual([[asks().name], [done().name]]);
		expect(after(asks())).toStrictEqual([[open().name]]);
		expect(after(done())).toStrictEqual([]);
	});

	it('takes an item for open that carries a round', () => {
		const { combinator, conditions, options } = open().parameters.conditions as {
			combinator: string;
			conditions: unknown[];
			options: unknown;
		};
		expect(SUSPENDED).toMatch(/^\w+$/);
		expect(combinator).toBe('and');
		expect(conditions).toStrictEqual([
			expect.objectContaining({
				leftValue: `={{ $json.${SUSPENDED} }}`,
				operator: { type: 'object', operation: 'exists', singleValue: true },
			}),
		]);
		// Without one, n8n would refuse an item that has no round.
		expect(options).toMatchObject({ typeValidation: 'loose' });
	});

	it('starts with the items as they are', () => {
		expect(start().parameters).toStrictEqual({ inputSource: 'passthrough' });
	});

	it('asks by a copy of the node, with the same credential', () => {
		expect(asks()).toMatchObject({
			name: node.name,
			typeVersion: node.typeVersion,
			credentials: node.credentials,
			parameters: { resource: 'task', operation: 'innerCheck' },
		});
	});

	it("asks by the node where an agent's tool waits", () => {
		const tool = innerWorkflow({ ...node, type: `${node.type}Tool` });
		expect(tool.nodes.map(({ type }) => type)).toStrictEqual(inner.nodes.map(({ type }) => type));
	});

	it('has nodes that n8n can tell apart, under names that tell whose they are', () => {
		expect(new Set(inner.nodes.map(({ id }) => id)).size).toBe(inner.nodes.length);
		expect(new Set(inner.nodes.map((one) => one.name)).size).toBe(inner.nodes.length);
		for (const one of [...inner.nodes, inner]) expect(one.name).toContain(node.name);
	});

	it('leaves no record but of a failure, and has no limit of its own', () => {
		expect(inner.settings).toStrictEqual({
			executionOrder: 'v1',
			executionTimeout: -1,
			saveDataSuccessExecution: 'none',
			saveDataErrorExecution: 'all',
		});
		expect(inner.activeVersionId).toBeNull();
	});
});
