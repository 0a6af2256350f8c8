import type { FailureCode } from '../../nodes/Luma/task/failure';

/** What a request is for. A submit is paid; a file is not the gateway's. */
export type Kind = 'submit' | 'read' | 'file';

/**
 * How a request comes out for the user: as if nothing had happened, or with a code. `passing`: the
 * same may succeed later. `maybe accepted`: nobody knows whether the submit is paid.
 */
export type Outcome =
	| 'goes on'
	| FailureCode
	| `${FailureCode}, passing`
	| `${FailureCode}, maybe accepted`;

export const isPassing = (outcome: Outcome) => outcome.endsWith(', passing');
export const isMaybeAccepted = (outcome: Outcome) => outcome.endsWith(', maybe accepted');
