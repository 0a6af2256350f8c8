import type { IDataObject } from 'n8n-workflow';

/** What went wrong, as a code that a workflow can branch on. */
export type FailureCode =
	| 'auth'
	| 'quota'
	| 'rateLimit'
	| 'moderation'
	| 'invalidInput'
	| 'taskNotFound'
	| 'taskFailed'
	| 'timeout'
	| 'gateway'
	| 'badResponse'
	| 'network';

export interface FailureFacts {
	taskId?: string;
	httpStatus?: number;
	/** The gateway's name, e.g. `cometApi`. */
	gateway?: string;
	/** Whether the same call may succeed later. Never true for a submit that may be charged. */
	retryable?: boolean;
	/** How long to wait before the next request, as requested by the gateway. */
	retryAfterMs?: number;
	/** Whether a submit without a result may still have been accepted and charged. */
	mayBeCharged?: boolean;
}

/**
 * The only error class that this package throws. `message` says what happened and includes the task ID
 * if there is one; `description` says what to do about it.
 */
export class LumaFailure extends Error {
	constructor(
		readonly code: FailureCode,
		/** The message without the task ID. */
		private readonly happened: string,
		readonly description: string,
		readonly facts: FailureFacts = {},
	) {
		const { taskId } = facts;
		super(taskId && !happened.includes(taskId) ? `${happened} (task ${taskId})` : happened);
		this.name = 'LumaFailure';
	}

	/** The same failure, attributed to a task. */
	forTask(taskId: string): LumaFailure {
		return this.withFacts({ taskId });
	}

	/** The same failure with more facts. */
	withFacts(facts: FailureFacts): LumaFailure {
		return new LumaFailure(this.code, this.happened, this.description, { ...this.facts, ...facts });
	}

	/** The same failure with more advice. */
	withHint(words: string): LumaFailure {
		const description = [this.description, words].filter(Boolean).join(' ');
		return new LumaFailure(this.code, this.happened, description, this.facts);
	}

	/** The JSON of the item that replaces a result under Continue On Fail. */
	toJson(): IDataObject {
		const { retryable, taskId, httpStatus, gateway } = this.facts;
		return {
			error: this.message,
			code: this.code,
			retryable: retryable ?? false,
			taskId: taskId ?? null,
			httpStatus: httpStatus ?? null,
			gateway: gateway ?? null,
		};
	}
}

/** For settings that cannot work; found before any request is sent. */
export const invalidInput = (message: string, description: string, facts: FailureFacts = {}) =>
	new LumaFailure('invalidInput', message, description, facts);

/** Converts any error. Those that n8n throws are about parameters, so they count as the user's input. */
export function toFailure(error: unknown): LumaFailure {
	if (error instanceof LumaFailure) return error;
	const { message, description } = error as { message: string; description?: string };
	return new LumaFailure('invalidInput', message, description ?? '');
}
