import type { FailureCode } from '../../nodes/Luma/task/failure';

/** A request's purpose: a submit costs money; a file comes from the storage, not the gateway. */
export type Kind = 'submit' | 'read' | 'file';

/**
 * What the user sees: the node continues as if nothing had happened, or fails with a code. `retryable`: the
 * same request may succeed later. `may be charged`: the submit may have been paid, so it is not repeated.
 */
export type Outcome =
	| 'continues'
	| FailureCode
	| `${FailureCode}, retryable`
	| `${FailureCode}, may be charged`;

export const isRetryable = (outcome: Outcome) => outcome.endsWith(', retryable');
export const mayBeCharged = (outcome: Outcome) => outcome.endsWith(', may be charged');
