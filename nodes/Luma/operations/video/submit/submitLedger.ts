import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import type { VideoRequest } from '../../../gateways/videoRequest';
import { LumaFailure } from '../../../task/failure';
import type { TaskAnswer } from '../../../task/task';
import { isToolCall } from '../../toolCall';

/** What a submit asked for, to recognize it in a retry. */
export interface Order {
	/** The gateway's name. */
	gateway: string;
	video: VideoRequest;
}

/** What became of an item's submit: its task, or the message of one whose answer was lost. */
type Entry =
	| { answer: TaskAnswer; order: string }
	| { lost: Pick<LumaFailure, 'code' | 'message' | 'description' | 'facts'>; order: string };

type ByItem = Record<string, Entry>;

interface Stored {
	executionId: string;
	runIndex: number;
	items: ByItem;
	/** Of the executions that this one retries, newest first. */
	earlier?: ByItem[];
}

/**
 * The submits that a gateway accepted in this run of the node. n8n's Retry On Fail runs the whole node
 * again; what is in the ledger is not submitted a second time.
 *
 * n8n keeps the ledger in the node's context of the execution. Entries are found by run and item, not by
 * their order: an expression can give another prompt the second time. The next run in a loop
 * starts with an empty ledger. When the user retries a failed execution, n8n hands the context to the
 * new one, which adopts entries with the same order, from all executions before it. An agent's tool
 * call has no ledger: n8n does not repeat it, and two calls can share a run.
 */
export class SubmitLedger {
	private constructor(
		private readonly items: ByItem,
		private readonly earlier: ByItem[] = [],
	) {}

	static of(context: IExecuteFunctions): SubmitLedger {
		if (isToolCall(context)) return new SubmitLedger({});
		const store = context.getContext('node') as { submits?: Stored };
		const executionId = context.getExecutionId() ?? '';
		const runIndex = Number(context.getWorkflowDataProxy(0).$runIndex);
		const last = store.submits?.runIndex === runIndex ? store.submits : undefined;
		if (last?.executionId === executionId) return new SubmitLedger(last.items, last.earlier);
		const items: ByItem = {};
		const isRetry = last !== undefined && context.getMode() === 'retry';
		const earlier = isRetry ? [last.items, ...(last.earlier ?? [])] : [];
		store.submits = { executionId, runIndex, items, earlier };
		return new SubmitLedger(items, earlier);
	}

	/** @throws LumaFailure if the item was submitted and the answer was lost */
	find(itemIndex: number): TaskAnswer | undefined {
		const entry = this.items[itemIndex];
		if (!entry || 'answer' in entry) return entry?.answer;
		const { code, message, description, facts } = entry.lost;
		throw new LumaFailure(code, message, description, facts);
	}

	/**
	 * Takes over the task of the same order from the executions that the user retries.
	 *
	 * @throws LumaFailure if the order was submitted and the answer was lost
	 */
	adopt(itemIndex: number, order: Order): TaskAnswer | undefined {
		const print = fingerprint(order);
		const entry = this.earlier
			.flatMap((items) => items[itemIndex] ?? [])
			.find((one) => one.order === print);
		if (!entry) return undefined;
		this.items[itemIndex] = entry;
		return this.find(itemIndex);
	}

	/** How many items were submitted. */
	get size(): number {
		return Object.keys(this.items).length;
	}

	has = (itemIndex: number) => itemIndex in this.items;

	record(itemIndex: number, order: Order, answer: TaskAnswer): void {
		this.items[itemIndex] = { answer, order: fingerprint(order) };
	}

	/** Records a submit whose answer was lost: it may have been accepted and charged. */
	recordLost(
		itemIndex: number,
		order: Order,
		{ code, message, description, facts }: LumaFailure,
	): void {
		const lost = { code, message, description, facts };
		this.items[itemIndex] = { lost, order: fingerprint(order) };
	}

	taskIds(): string[] {
		return Object.values(this.items).flatMap((entry) =>
			'answer' in entry ? entry.answer.task.taskId : (entry.lost.facts.taskId ?? []),
		);
	}
}

/** The callback URL is left out: it differs in each execution. */
const fingerprint = ({ gateway, video }: Order) =>
	createHash('sha256')
		.update(JSON.stringify({ gateway, ...video, callbackUrl: undefined }))
		.digest('hex');
