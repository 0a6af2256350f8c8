import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { GatewayRequest } from '../../../gateways/gateway';
import { LumaFailure } from '../../../task/failure';
import { formatTask } from '../../../task/formatTask';
import type { TaskAnswer } from '../../../task/task';
import type { GatewayClient } from '../../../transport/client';
import { SubmitLedger } from './submitLedger';
import { forEachItem, toItems } from '../../items';
import { readOutputFormat } from '../../fields/output';
import { throttledSubmit } from './throttledSubmit';

/** A submit that is ready to go. */
export interface Prepared {
	request: GatewayRequest;
	/** The same without the address to call: that differs in each execution. */
	asked: GatewayRequest;
	/** It carries a picture, so it is not kept meanwhile. */
	isHeavy: boolean;
}

/**
 * Submits a video for each item and gives its task at once.
 *
 * All items are read and checked before the first submit, so that bad input in the last one does
 * not leave the others paid and unused. A submit that a gateway accepted is never repeated; one that
 * it refused for being too many is, at its pace.
 *
 * @param prepare reads one item; throws a LumaFailure for what cannot work
 */
export async function submitAll(
	context: IExecuteFunctions,
	client: GatewayClient,
	prepare: (itemIndex: number) => Promise<Prepared>,
) {
	const accepted = SubmitLedger.of(context);
	const told = () => tellAccepted(accepted.taskIds());
	const total = counted(context.getInputData().length);
	const send = throttledSubmit(context, client, () => `${counted(accepted.size)} of ${total}`);

	const checked = await forEachItem(
		context,
		client,
		async (itemIndex) => {
			const format = readOutputFormat(context, itemIndex, client.gateway);
			if (accepted.has(itemIndex)) return { format };
			const prepared = await prepare(itemIndex);
			return { format, prepared: prepared.isHeavy ? undefined : prepared };
		},
		told,
	);

	const results = await forEachItem(
		context,
		client,
		async (itemIndex): Promise<IDataObject> => {
			const item = checked[itemIndex];
			if (item instanceof LumaFailure) throw item;
			const answer =
				accepted.find(itemIndex) ??
				(await submit(itemIndex, item.prepared ?? (await prepare(itemIndex))));
			return formatTask(answer.task, answer.body, item.format);
		},
		told,
	);
	return toItems(context, results);

	async function submit(itemIndex: number, { request, asked }: Prepared): Promise<TaskAnswer> {
		const earlier = accepted.takeOver(itemIndex, asked);
		if (earlier) return earlier;
		try {
			const answer = await send(request);
			accepted.keep(itemIndex, asked, answer);
			// If n8n is killed before it stores the execution, its log is all that knows of the task.
			context.logger.info(
				`${client.gateway.label} accepted task ${answer.task.taskId}, item ${counted(itemIndex + 1)} of ${total}`,
			);
			return answer;
		} catch (error) {
			const failure = error as LumaFailure;
			if (failure.facts.mayBeCharged) {
				accepted.lose(itemIndex, asked, failure);
				// After Stop nobody sees the item, so the log has to tell.
				context.logger.warn(failure.message);
			}
			throw failure;
		}
	}
}

const tellAccepted = (taskIds: string[]) =>
	taskIds.length === 0
		? ''
		: `Already accepted in this run: ${taskIds.join(', ')}. A retry does not submit them again; 'Task: Get' reads them.`;

/** 1,234: Node.js takes longer to load what it formats numbers with than this package. */
const counted = (items: number) => String(items).replace(/\B(?=(\d{3})+$)/g, ',');
