import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { GatewayClient } from '../transport/client';

/** One operation: its fields in the editor and what it does with all items. */
export interface Operation {
	fields: INodeProperties[];
	execute(context: IExecuteFunctions, client: GatewayClient): Promise<INodeExecutionData[]>;
}
