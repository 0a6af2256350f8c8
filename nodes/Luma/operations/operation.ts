import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { Session } from '../transport/client';

/** One operation: its fields in the editor and what it does with all items. */
export interface Operation {
	fields: INodeProperties[];
	execute(context: IExecuteFunctions, session: Session): Promise<INodeExecutionData[]>;
}
