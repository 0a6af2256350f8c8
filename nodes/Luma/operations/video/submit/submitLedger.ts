import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import type { GatewayRequest } from '../../../gateways/gateway';
import { LumaFailure } from '../../../task/failure';
import type { TaskAnswer } from '../../../task/task';
import { isToolCall } from '../../toolCall';

/** What became of an item's submit: its task, or the message of one whose answer was lost. */
type Accepted =
	| { answer: TaskAnswer; asked: string }
	| { lost: Pick<LumaFailure, 'code' | 'message' | 'description' | 'facts'>; asked: string };

type ByItem = Record<string, Accepted>;

interface Stored {
	executionId: string;
	runIndex: number;
	items: ByItem;
	/** Of the executions that this one is a retry of, newest first. */
	earlier?: ByItem[];
}

/**
 * The submits that a gateway accepted in this run of the node. n8n's Retry On Fail runs the whole
 * node again; what is noted here is not submitted a second time.
 *
 * The notes are in the node's context of the execution, by run and item: not by what was asked
 * for, since an expression can give another prompt the second time. The next run in a loop starts
 * with none. When the user retries a failed execution, n8n hands its notes to the new one: what was
 * asked for in the same words is taken over, also from the executions before it. An agent's tool
 * call has no notes: n8n does not repeat it, and two calls can share a run.
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

	/** @throws LumaFailure where the item was submitted and the answer got lost */
	find(itemIndex: number): TaskAnswer | undefined {
		const accepted = this.items[itemIndex];
		if (!accepted || 'answer' in accepted) return accepted?.answer;
		const { code, message, description, facts } = accepted.lost;
		throw new LumaFailure(code, message, description, facts);
	}

	/**
	 * The task of the same request in the executions that the user retries.
	 *
	 * @throws LumaFailure where the request was submitted and the answer got lost
	 */
	takeOver(itemIndex: number, asked: GatewayRequest): TaskAnswer | undefined {
		const print = fingerprint(asked);
		const accepted = this.earlier
			.flatMap((items) => items[itemIndex] ?? [])
			.find((one) => one.asked === print);
		if (!accepted) return undefined;
		this.items[itemIndex] = accepted;
		return this.find(itemIndex);
	}

	/** How many items were submitted. */
	get size(): number {
		return Object.keys(this.items).length;
	}

	has = (itemIndex: number) => itemIndex in this.items;

	keep(itemIndex: number, asked: GatewayRequest, answer: TaskAnswer): void {
		this.items[itemIndex] = { answer, asked: fingerprint(asked) };
	}

	/** Notes a submit of which nobody knows whether it was accepted. */
	lose(
		itemIndex: number,
		asked: GatewayRequest,
		{ code, message, description, facts }: LumaFailure,
	): void {
		const lost = { code, message, description, facts };
		this.items[itemIndex] = { lost, asked: fingerprint(asked) };
	}

	taskIds(): string[] {
		return Object.values(this.items).flatMap((accepted) =>
			'answer' in accepted ? accepted.answer.task.taskId : (accepted.lost.facts.taskId ?? []),
		);
	}
}

const fingerprint = (request: GatewayRequest) =>
	createHash('sha256').update(JSON.stringify(request)).digest('hex');
