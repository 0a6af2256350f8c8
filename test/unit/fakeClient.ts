import type { Gateway, GatewayRequest } from '../../nodes/Luma/gateways/gateway';
import { LumaFailure } from '../../nodes/Luma/task/failure';
import type { GatewayClient } from '../../nodes/Luma/transport/client';
import type { Answer } from '../../nodes/Luma/task/answer';
import { answerOf } from './answer';

type Reply = Answer | LumaFailure;

/** A client that answers with a function, and records what was sent. */
export interface FakeClient extends GatewayClient {
	sent: GatewayRequest[];
	timeouts: Array<number | undefined>;
	/** Method and path of each request, e.g. `GET /path`. */
	calls(): string[];
}

export function clientOf(
	gateway: Gateway,
	reply: (request: GatewayRequest, count: number) => Reply | Promise<Reply>,
): FakeClient {
	const sent: GatewayRequest[] = [];
	const timeouts: Array<number | undefined> = [];
	return {
		gateway,
		baseUrl: gateway.baseUrl ?? 'https://relay.example.com',
		sent,
		timeouts,
		calls: () => sent.map(({ method, path }) => `${method} ${path}`),
		async send(request, timeoutSeconds) {
			timeouts.push(timeoutSeconds);
			const answer = await reply(request, sent.push(request));
			if (answer instanceof LumaFailure) throw answer;
			return answer;
		},
	};
}

/** The ID at the end of a request's path. */
export const idIn = ({ path }: GatewayRequest) => path.split('/').pop() ?? '';

export const networkLost = (mayBeCharged: boolean) =>
	new LumaFailure('network', 'The connection was lost', 'Try again.', {
		retryable: true,
		mayBeCharged,
	});

export const notFound = () =>
	answerOf(400, { code: 'task_not_exist', message: 'task_not_exist', data: null });
