import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { GatewayRequest } from '../../../gateways/gateway';
import type { VideoRequest } from '../../../gateways/videoRequest';
import { LumaFailure } from '../../../task/failure';
import { formatTask } from '../../../task/formatTask';
import type { TaskAnswer } from '../../../task/task';
import type { GatewayClient } from '../../../transport/client';
import { readOutputFormat } from '../../fields/output';
import { forEachItem, toItems } from '../../items';
import { SubmitLedger } from './submitLedger';
import { throttledSubmit } from './throttledSubmit';

/** A submit that is ready to be sent. */
export interface Prepared {
	video: VideoRequest;
	request: GatewayRequest;
	/** It contains an image, so it is prepared again instead of being kept in memory. */
	isHeavy: boolean;
}

/**
 * Submits a video for each item and returns its task at once.
 *
 * All items are validated before the first submit: bad input in the last item must not leave the
 * others paid for and unused. A submit that a gateway accepted is never repeated; one that it refused with
 * "too many" is retried after a pause.
 *
 * @param prepare reads and validates one item; throws a LumaFailure for what cannot work
 */
export async function submitAll(
	context: IExecuteFunctions,
	client: GatewayClient,
	prepare: (itemIndex: number) => Promise<Prepared>,
) {
	const ledger = SubmitLedger.of(context);
	const hint = () => nameAccepted(ledger.taskIds(), context.getMode() === 'manual');
	const total = formatCount(context.getInputData().length);
	const send = throttledSubmit(context, client, () => `${formatCount(ledger.size)} of ${total}`);

	const checked = await forEachItem(
		context,
		client,
		async (itemIndex) => {
			const format = readOutputFormat(context, itemIndex, client.gateway);
			if (ledger.has(itemIndex)) return { format };
			const prepared = await prepare(itemIndex);
			return { format, prepared: prepared.isHeavy ? undefined : prepared };
		},
		hint,
	);

	const results = await forEachItem(
		context,
		client,
		async (itemIndex): Promise<IDataObject> => {
			const item = checked[itemIndex];
			if (item instanceof LumaFailure) throw item;
			const answer =
				ledger.find(itemIndex) ??
				(await submitOnce(itemIndex, item.prepared ?? (await prepare(itemIndex))));
			return formatTask(answer.task, answer.body, item.format);
		},
		hint,
	);
	return toItems(context, results);

	async function submitOnce(itemIndex: number, { video, request }: Prepared): Promise<TaskAnswer> {
		const { gateway } = client;
		const order = { gateway: gateway.name, video };
		const earlier = ledger.adopt(itemIndex, order);
		if (earlier) return earlier;
		try {
			const answer = await send(request);
			ledger.record(itemIndex, order, answer);
			// If n8n is killed before it stores the execution, only its log knows the task.
			context.logger.info(
				`${gateway.label} accepted task ${answer.task.taskId}, item ${formatCount(itemIndex + 1)} of ${total}`,
			);
			return answer;
		} catch (error) {
			const failure = error as LumaFailure;
			if (failure.facts.mayBeCharged) {
				ledger.recordLost(itemIndex, order, failure);
				// After Stop nobody sees the item, so the message goes to the log, too.
				context.logger.warn(failure.message);
			}
			throw failure;
		}
	}
}

/** A click in the editor starts a new execution, whose ledger is empty. */
function nameAccepted(taskIds: string[], isManual: boolean): string {
	if (taskIds.length === 0) return '';
	const again = isManual
		? "'Execute step' or 'Execute workflow' would submit and charge them again; n8n's 'Retry' of this execution does not."
		: 'A retry does not submit them again.';
	return `Already accepted and charged in this run: ${taskIds.join(', ')}. ${again} 'Task: Get' reads them.`;
}

/** Formats 1234 as "1,234" without Intl, whose first use is slower than loading this package. */
const formatCount = (items: number) => String(items).replace(/\B(?=(\d{3})+$)/g, ',');
