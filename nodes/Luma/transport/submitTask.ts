import type { Gateway, GatewayRequest } from '../gateways/gateway';
import { LumaFailure } from '../task/failure';
import { readTask } from '../task/readTask';
import { taskNamedIn } from '../task/envelope';
import type { TaskAnswer } from '../task/task';
import { toAnswerError } from '../task/answerError';
import { mayBeCharged } from '../task/mayBeCharged';
import type { GatewayClient } from './client';

/** Longer than for a read: some relays answer a submit only after the upstream has answered. */
const SUBMIT_TIMEOUT_SECONDS = 120;

/**
 * Submits once, and never again: a submit is paid, and no gateway recognizes a repeated one
 * (docs/gateways.md#requests-that-cost).
 *
 * @throws LumaFailure with `mayBeCharged` if the submit may have been accepted
 */
export async function submitTask(
	client: GatewayClient,
	request: GatewayRequest,
): Promise<TaskAnswer> {
	const { gateway } = client;
	const answer = await client
		.send(request, SUBMIT_TIMEOUT_SECONDS)
		.catch((failure: LumaFailure) => {
			throw failure.facts.mayBeCharged ? lostSubmit(failure, gateway) : failure;
		});
	const task = answer.status < 300 ? readTask(answer.body) : undefined;
	if (task && !answer.cut) return { task, body: answer.body };

	const failure = toAnswerError(answer, gateway);
	const taskId = task?.taskId ?? taskNamedIn(answer.body);
	// A refusal can repeat the request, with the task to extend or the one of a frame.
	const isNew = taskId !== undefined && !holdsId(request, taskId);
	const failureOfTask = isNew ? failure.forTask(taskId) : failure;
	throw mayBeCharged(answer, failureOfTask) ? lostSubmit(failureOfTask, gateway) : failure;
}

/** As a part of its path or a whole value of its body: a short ID can be in any text by chance. */
const holdsId = ({ path, body }: GatewayRequest, taskId: string) =>
	path.split('/').includes(encodeURIComponent(taskId)) ||
	JSON.stringify(body ?? {}).includes(JSON.stringify(taskId));

function lostSubmit(cause: LumaFailure, gateway: Gateway): LumaFailure {
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
