import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Whether an AI agent runs the node inside a call of its own, not as a step of the workflow. Hosts
 * before 2.x cannot tell; there, the type of the node's tool variant does.
 */
export const isToolCall = (context: IExecuteFunctions): boolean =>
	(context as { isToolExecution?: () => boolean }).isToolExecution?.() ??
	context.getNode().type.endsWith('Tool');
