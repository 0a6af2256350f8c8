import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Whether an AI agent runs the node as a tool call, rather than n8n as a step of the workflow. n8n before
 * 2.x does not report this; there, the node type of the tool variant decides.
 */
export const isToolCall = (context: IExecuteFunctions): boolean =>
	(context as { isToolExecution?: () => boolean }).isToolExecution?.() ??
	context.getNode().type.endsWith('Tool');
