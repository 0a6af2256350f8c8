import { findGateway } from '../../nodes/Luma/gateways';
import type { Gateway } from '../../nodes/Luma/gateways/gateway';
import type { GatewayName } from '../../nodes/Luma/gateways';
import { redactor } from '../../nodes/Luma/transport/redactKey';
import type { Answer } from '../../nodes/Luma/task/answer';
import { toAnswer } from '../../nodes/Luma/transport/client';

export const BEARER = 'sk-3nTqW8vZx1LmR5cK';

export const gatewayOf = (name: GatewayName) => findGateway(name) as Gateway;

/** An answer as the client receives it. Text is sent as it is, anything else as JSON. */
export const answerOf = (
	statusCode: number,
	body: unknown,
	headers: Record<string, unknown> = {},
): Answer => {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return toAnswer({ statusCode, headers, body: text }, redactor(BEARER));
};

export const HTML = '<!DOCTYPE html><html><body><h1>Bad Gateway</h1></body></html>';
