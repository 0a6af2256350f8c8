import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { LumaFailure, toFailure } from '../task/failure';
import { openClient, type GatewayClient } from '../transport/client';
import { knownTaskId } from './fields/taskId';
import { toItem } from './items';
import { toNodeError } from './nodeError';
import type { Operation } from './operation';

/**
 * An `execute` that starts with the credential. Where that cannot work, every item fails alike.
 *
 * @param isAboutTask whether such a failure names the task of its item
 */
export const withClient =
	(
		run: (context: IExecuteFunctions, client: GatewayClient) => Promise<INodeExecutionData[]>,
		{ isAboutTask = false } = {},
	): Operation['execute'] =>
	async (context) => {
		const client = await openClient(context).catch((error: unknown) => toFailure(error));
		if (!(client instanceof LumaFailure)) return await run(context, client);
		if (!context.continueOnFail()) throw toNodeError(context.getNode(), client, 0);
		return context.getInputData().map((_, itemIndex) => {
			const taskId = isAboutTask ? knownTaskId(context, itemIndex) : undefined;
			return toItem(context, taskId === undefined ? client : client.forTask(taskId), itemIndex);
		});
	};
