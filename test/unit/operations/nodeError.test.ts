import type { INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { LumaFailure, toFailure } from '../../../nodes/Luma/task/failure';
import { toNodeError } from '../../../nodes/Luma/operations/nodeError';

const node: INode = {
	id: 'node-1',
	name: 'Luma AI',
	type: 'n8n-nodes-luma-ai.luma',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
const ID = 'fc7fb008-7a5e-40ad-a7ff-dbb63db61be8';

describe('the error that n8n shows for a failure', () => {
	it('has the message, the description and the item', () => {
		const error = toNodeError(
			node,
			new LumaFailure('invalidInput', "'Prompt' is empty", 'Enter one.'),
			3,
		);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({ message: "'Prompt' is empty", description: 'Enter one.' });
		expect(error.context.itemIndex).toBe(3);
	});

	it('has the HTTP status if there was an answer', () => {
		const failure = new LumaFailure('auth', 'No key', 'Check it.', { httpStatus: 401 });
		const error = toNodeError(node, failure, 0);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({ message: 'No key', description: 'Check it.', httpCode: '401' });
	});

	it.each(['ECONNREFUSED', 'ETIMEDOUT', 'ENOTFOUND', 'ECONNRESET'])(
		'keeps the task ID in a message that contains %s',
		(code) => {
			for (const httpStatus of [undefined, 502]) {
				const facts = { taskId: ID, httpStatus };
				const failure = new LumaFailure('gateway', `It said: ${code}`, 'Wait.', facts);
				expect(toNodeError(node, failure, 0).message).toContain(ID);
				expect(toNodeError(node, failure, 0).message).toContain(code);
			}
		},
	);
});

describe('an error of n8n as a failure', () => {
	it('has the code invalidInput', () => {
		const error = new NodeOperationError(node, 'No such field', { description: 'Check it.' });
		expect(toFailure(error)).toMatchObject({
			code: 'invalidInput',
			message: 'No such field',
			description: 'Check it.',
		});
	});

	it('can have no description', () => {
		expect(toFailure(new Error('No such field'))).toMatchObject({
			message: 'No such field',
			description: '',
		});
	});

	it('stays the same if it is a LumaFailure', () => {
		const failure = new LumaFailure('quota', 'Empty', 'Top up.');
		expect(toFailure(failure)).toBe(failure);
	});
});
