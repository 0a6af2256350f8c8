import type { Gateway, GatewayRequest } from '../gateways/gateway';
import { LumaFailure } from '../task/failure';
import { readTask } from '../task/readTask';
import { taskNamedIn } from '../task/envelope';
import type { TaskAnswer } from '../task/task';
import { mayBeCharged, toAnswerError } from '../task/answerError';
import type { GatewayClient } from './client';

/** Some relays answer a submit only when the upstream did. */
const SUBMIT_TIMEOUT_SECONDS = 120;

/**
 * Submits once. A submit is paid and no gateway can tell a repeated one, so it is never repeated.
 *
 * @throws LumaFailure with `mayBeCharged` where nobody knows whether the submit was accepted
 */
export async function submitTask(
	client: GatewayClient,
	request: GatewayRequest,
): Promise<TaskAnswer> {
	const { gateway } = client;
	const answer = await client
		.send(request, SUBMIT_TIMEOUT_SECONDS)
		.catch((failure: LumaFailure) => {
			throw failure.facts.mayBeCharged ? unknownSubmit(failure, gateway) : failure;
		});
	const task = answer.status < 300 ? readTask(answer.body) : undefined;
	if (task && !answer.cut) return { task, body: answer.body };

	const refusal = toAnswerError(answer, gateway);
	const taskId = task?.taskId ?? taskNamedIn(answer.body);
	const told = taskId === undefined ? refusal : refusal.forTask(taskId);
	throw mayBeCharged(answer, told) ? unknownSubmit(told, gateway) : refusal;
}

function unknownSubmit(cause: LumaFailure, gateway: Gateway): LumaFailure {
	const { taskId } = cause.facts;
	return new LumaFailure(
		cause.code,
		`${cause.message}. The video may have been accepted and charged, so it is not submitted again`,
		taskId
			? `Read task ${taskId} with 'Task: Get'.`
			: `Look for it in the task list of your ${gateway.label} account. Run this item in a new execution only if it is not there.`,
		{ ...cause.facts, retryable: false, mayBeCharged: true },
	);
}
