import type { GatewayRequest } from '../gateways/gateway';
import { readTasks } from '../task/readTask';
import type { TaskAnswer } from '../task/task';
import { asRecord } from '../task/values';
import { toAnswerError } from '../task/answerError';
import type { GatewayClient } from './client';

/**
 * The newest tasks of the account, newest first. Sorts them, since the order of the answer is not
 * documented (docs/gateways.md#dream-machine-calls).
 *
 * @throws LumaFailure if the answer is not a list
 */
export async function listTasks({ gateway, send }: GatewayClient, request: GatewayRequest) {
	const answer = await send(request);
	const lists = Object.values(asRecord(answer.body) ?? {}).filter(Array.isArray);
	if (answer.status >= 300 || answer.cut || lists.length === 0)
		throw toAnswerError(answer, gateway);
	return readTasks(answer.body).sort((a, b) => createdAt(b) - createdAt(a));
}

const createdAt = ({ task }: TaskAnswer) => Date.parse(task.createdAt ?? '') || 0;
