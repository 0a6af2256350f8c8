import type { IExecuteFunctions } from 'n8n-workflow';

import type { GatewayRequest } from '../../../gateways/gateway';
import { LumaFailure } from '../../../task/failure';
import type { TaskAnswer } from '../../../task/task';
import type { GatewayClient } from '../../../transport/client';
import { submitTask } from '../../../transport/submitTask';
import { hostClock } from '../../../waiting/clock';
import { LONGEST_HOLD_MS, SubmitThrottle } from './submitThrottle';

/**
 * Submits as fast as the gateway's rate limit allows. A gateway that says "too many" has accepted and
 * charged nothing, so that submit, and no other, is sent again after a pause. Once a gateway has refused
 * for too long, the remaining items fail without a request.
 *
 * @param progress how many were submitted, for the log
 * @returns a function that submits one request; it throws whatever `submitTask` throws, `rateLimit` after too
 * long a pause, and `timeout` once the execution is stopped
 */
export function throttledSubmit(
	context: IExecuteFunctions,
	client: GatewayClient,
	progress: () => string,
): (request: GatewayRequest) => Promise<TaskAnswer> {
	const clock = hostClock(context.getExecutionCancelSignal());
	const throttle = new SubmitThrottle();
	let givenUp: LumaFailure | undefined;

	return async (request) => {
		if (clock.isStopped()) throw stoppedBeforeSubmit();
		if (givenUp) throw givenUp;
		for (let pauseMs = throttle.next(clock.now()); ; ) {
			if (pauseMs > 0) await clock.sleep(pauseMs);
			if (clock.isStopped()) throw stoppedBeforeSubmit();
			try {
				const answer = await submitTask(client, request);
				throttle.accept();
				return answer;
			} catch (error) {
				const failure = error as LumaFailure;
				if (failure.code !== 'rateLimit' || failure.facts.mayBeCharged) throw failure;
				pauseMs = backOff(failure);
			}
		}
	};

	/** Milliseconds until the refused submit is sent again. */
	function backOff(refusal: LumaFailure): number {
		const now = clock.now();
		const pauseMs = throttle.refuse(now, refusal.facts.retryAfterMs);
		if (pauseMs === undefined) {
			givenUp = heldTooLong(refusal, throttle.heldMs(now));
			throw givenUp;
		}
		context.logger.info(
			`${client.gateway.label} accepts no more submits for ${inWords(pauseMs)}: ${progress()} submitted`,
		);
		return pauseMs;
	}
}

function heldTooLong({ message, facts }: LumaFailure, heldMs: number): LumaFailure {
	const { retryAfterMs } = facts;
	const held = heldMs > 0 && `This run was held back for ${inWords(heldMs)}`;
	const requested =
		retryAfterMs !== undefined &&
		`The gateway asks for a pause of ${inWords(retryAfterMs)}, and a run waits for ${inWords(LONGEST_HOLD_MS)} at most`;
	return new LumaFailure(
		'rateLimit',
		[message, held, requested].filter(Boolean).join('. '),
		"Nothing was charged for this item. Run it again later, e.g. when some of your videos are ready. To have fewer in progress at once, submit the items with the 'Loop Over Items' node, with 'Task: Wait' inside its loop.",
		facts,
	);
}

const inWords = (milliseconds: number) => {
	const seconds = Math.ceil(milliseconds / 1000);
	return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} minutes`;
};

const stoppedBeforeSubmit = () =>
	new LumaFailure(
		'timeout',
		'The execution was stopped before this item was submitted',
		'Nothing was charged for it.',
	);
