import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import type { Gateway, GatewayRequest } from '../gateways/gateway';
import type { Answer } from '../task/answer';
import { parseBody } from '../task/parseBody';
import { readCredential } from './credential';
import { withTimeout } from './withTimeout';
import { connectionError } from './connectionError';
import { redactor } from './redactKey';

/** Sends all requests to a gateway; opened once per execution of the node. */
export interface GatewayClient {
	gateway: Gateway;
	/** The gateway's address from the credential, without a trailing slash. */
	baseUrl: string;
	/** @throws LumaFailure `network` or `timeout` if there was no answer */
	send(request: GatewayRequest, timeoutSeconds?: number): Promise<Answer>;
	/** Set once the gateway proves not to support its batch request. */
	singleReadsOnly?: boolean;
}

const READ_TIMEOUT_SECONDS = 30;

/** The contexts of n8n in which the package sends requests. */
export type Caller = IExecuteFunctions | IWebhookFunctions | IPollFunctions;

/** @throws LumaFailure `invalidInput` if the credential cannot work */
export async function openClient(context: Caller): Promise<GatewayClient> {
	const { gateway, baseUrl, apiKey } = readCredential(await context.getCredentials('lumaApi'));
	const redact = redactor(apiKey);
	return {
		gateway,
		baseUrl,
		async send(request, timeoutSeconds = READ_TIMEOUT_SECONDS) {
			try {
				const options = toHttpOptions(baseUrl, request, timeoutSeconds);
				const response = requestWithKey(context, options);
				return toAnswer(await withTimeout(timeoutSeconds, response), redact);
			} catch (error) {
				throw connectionError(error, gateway, timeoutSeconds);
			}
		},
	};
}

const requestWithKey = async (context: Caller, options: IHttpRequestOptions) =>
	(await context.helpers.httpRequestWithAuthentication.call(
		context,
		'lumaApi',
		options,
	)) as FullResponse;

interface FullResponse {
	body: unknown;
	headers?: Record<string, unknown>;
	statusCode: number;
}

/**
 * - Accepts any HTTP status: n8n would repeat a request after a 401, and would hide the gateway's message
 *   (docs/n8n-internals.md#credentials-and-401).
 * - Follows no redirect: n8n would send the key to the other address (docs/n8n-internals.md#redirects).
 * - Requests text, not JSON: a body that was cut off or doubled must still be parsed.
 */
export function toHttpOptions(
	baseUrl: string,
	{ method, path, body }: GatewayRequest,
	timeoutSeconds: number,
): IHttpRequestOptions {
	return {
		method,
		url: baseUrl + path,
		headers: {
			Accept: 'application/json',
			...(body && { 'Content-Type': 'application/json' }),
		},
		body: body as IDataObject | undefined,
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: timeoutSeconds * 1000,
	};
}

/** @param redact removes the key from the gateway's texts */
export function toAnswer(
	{ body, headers, statusCode }: FullResponse,
	redact: (text: string) => string,
): Answer {
	// An object if n8n parsed the body in spite of `encoding`.
	const received = typeof body === 'string' ? body : JSON.stringify(body ?? undefined);
	const parsed = parseBody(received ?? '', redact);
	return {
		status: statusCode,
		headers: headers ?? {},
		text: redact(received ?? ''),
		body: parsed?.value,
		cut: parsed?.cut ?? false,
	};
}
