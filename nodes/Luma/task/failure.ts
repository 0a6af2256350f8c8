import type { IDataObject } from 'n8n-workflow';

/** What went wrong, in words that a workflow can branch on. */
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
	/** Whether the same call may succeed later. Never true for a submit that may have been paid. */
	retryable?: boolean;
	/** How long the gateway asks to wait before the next request. */
	retryAfterMs?: number;
	/** A submit whose answer was lost: nobody knows whether it was accepted and paid. */
	mayBeCharged?: boolean;
}

/**
 * The only thing that this package throws by itself. `message` says what happened, and names the
 * task once there is one; `description` says how to get unstuck.
 */
export class LumaFailure extends Error {
	constructor(
		readonly code: FailureCode,
		/** The message before the task was added. */
		private readonly happened: string,
		readonly description: string,
		readonly facts: FailureFacts = {},
	) {
		const { taskId } = facts;
		super(taskId && !happened.includes(taskId) ? `${happened} (task ${taskId})` : happened);
		this.name = 'LumaFailure';
	}

	/** The same failure, told of a task. */
	forTask(taskId: string): LumaFailure {
		return this.withFacts({ taskId });
	}

	/** The same failure with more facts. */
	withFacts(facts: FailureFacts): LumaFailure {
		return new LumaFailure(this.code, this.happened, this.description, { ...this.facts, ...facts });
	}

	/** The same failure with more to say of how to go on. */
	withHint(words: string): LumaFailure {
		const description = [this.description, words].filter(Boolean).join(' ');
		return new LumaFailure(this.code, this.happened, description, this.facts);
	}

	/** The JSON of an item that takes the place of a result under Continue On Fail. */
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

/** The user set something that cannot work; said before any request. */
export const invalidInput = (message: string, description: string, facts: FailureFacts = {}) =>
	new LumaFailure('invalidInput', message, description, facts);

/** Any failure as a `LumaFailure`: n8n's own ones come from parameters, so from the user's input. */
export function toFailure(error: unknown): LumaFailure {
	if (error instanceof LumaFailure) return error;
	const { message, description } = error as { message: string; description?: string };
	return new LumaFailure('invalidInput', message, description ?? '');
}
