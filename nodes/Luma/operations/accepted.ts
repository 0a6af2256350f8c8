import type { IExecuteFunctions } from 'n8n-workflow';

import { LumaFailure } from '../task/failure';
import type { TaskAnswer } from '../task/task';

/** What became of an item's submit: its task, or the message of one whose answer was lost. */
type Accepted =
	| { answer: TaskAnswer }
	| { lost: Pick<LumaFailure, 'code' | 'message' | 'description' | 'facts'> };

interface Stored {
	executionId: string;
	runIndex: number;
	/** By item index. */
	items: Record<string, Accepted>;
}

/**
 * The submits that a gateway accepted in this run of the node. n8n's Retry On Fail runs the whole
 * node again; what is noted here is not submitted a second time.
 *
 * The notes are in the node's context of the execution, by run and item: not by what was asked
 * for, since an expression can give another prompt the second time. They are gone with the next
 * run of a loop and in the next execution. An agent's tool call has none: n8n does not repeat it,
 * and two calls can share a run.
 */
export class AcceptedSubmits {
	private constructor(private readonly items: Record<string, Accepted>) {}

	static of(context: IExecuteFunctions): AcceptedSubmits {
		if (isToolCall(context)) return new AcceptedSubmits({});
		const store = context.getContext('node') as { submits?: Stored };
		const executionId = context.getExecutionId() ?? '';
		const runIndex = Number(context.getWorkflowDataProxy(0).$runIndex);
		const isSameRun =
			store.submits?.executionId === executionId && store.submits.runIndex === runIndex;
		if (!isSameRun) store.submits = { executionId, runIndex, items: {} };
		return new AcceptedSubmits((store.submits as Stored).items);
	}

	/** @throws LumaFailure where the item was submitted and the answer got lost */
	find(itemIndex: number): TaskAnswer | undefined {
		const accepted = this.items[itemIndex];
		if (!accepted || 'answer' in accepted) return accepted?.answer;
		const { code, message, description, facts } = accepted.lost;
		throw new LumaFailure(code, message, description, facts);
	}

	has = (itemIndex: number) => itemIndex in this.items;

	keep(itemIndex: number, answer: TaskAnswer): void {
		this.items[itemIndex] = { answer };
	}

	/** Notes a submit of which nobody knows whether it was accepted. */
	lose(itemIndex: number, { code, message, description, facts }: LumaFailure): void {
		this.items[itemIndex] = { lost: { code, message, description, facts } };
	}

	taskIds(): string[] {
		return Object.values(this.items).flatMap((accepted) =>
			'answer' in accepted ? accepted.answer.task.taskId : (accepted.lost.facts.taskId ?? []),
		);
	}
}

/** Hosts before 2.x cannot tell; there, the type of the node's tool variant does. */
const isToolCall = (context: IExecuteFunctions) =>
	(context as { isToolExecution?: () => boolean }).isToolExecution?.() ??
	context.getNode().type.endsWith('Tool');
