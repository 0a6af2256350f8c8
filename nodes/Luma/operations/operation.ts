import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

/** One operation: how the editor offers it, its fields, and what it does with all items. */
export interface Operation {
	/** Absent for an operation that only the node itself chooses: the editor does not list it. */
	listed?: {
		name: string;
		/** What the nodes panel calls it, in sentence case. */
		action: string;
		description: string;
	};
	fields: INodeProperties[];
	/** @returns the items of the node's only output */
	execute(context: IExecuteFunctions): Promise<INodeExecutionData[]>;
}
