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

/** The one door to a gateway, opened once for an execution of the node. */
export interface GatewayClient {
	gateway: Gateway;
	/** The gateway's own address, as the credential has it. */
	baseUrl: string;
	/** @throws LumaFailure `network` or `timeout` where no answer came */
	send(request: GatewayRequest, timeoutSeconds?: number): Promise<Answer>;
	/** Set once the gateway turned out not to have its call for many tasks. */
	singleReadsOnly?: boolean;
}

const READ_TIMEOUT_SECONDS = 30;

/** Wherever n8n runs the package's code for a user. */
export type Caller = IExecuteFunctions | IWebhookFunctions | IPollFunctions;

/** @throws LumaFailure `invalidInput` where the credential cannot work */
export async function openClient(context: Caller): Promise<GatewayClient> {
	const { gateway, baseUrl, apiKey } = readCredential(await context.getCredentials('lumaApi'));
	const clean = redactor(apiKey);
	return {
		gateway,
		baseUrl,
		async send(request, timeoutSeconds = READ_TIMEOUT_SECONDS) {
			try {
				const options = toHttpOptions(baseUrl, request, timeoutSeconds);
				const response = requestWithKey(context, options);
				return toAnswer(await withTimeout(timeoutSeconds, response), clean);
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
 * - Any HTTP status is an answer: n8n would send a request that got a 401 a second time, and
 *   would hide the gateway's own words.
 * - A redirect is an answer too: n8n would take the key along to the other address.
 * - Text, not JSON: a body that is cut off or doubled must still be read.
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

/** @param clean takes the key out of the gateway's texts */
export function toAnswer(
	{ body, headers, statusCode }: FullResponse,
	clean: (text: string) => string,
): Answer {
	// A host that parsed the body in spite of `encoding` gives an object.
	const received = typeof body === 'string' ? body : JSON.stringify(body ?? undefined);
	const parsed = parseBody(received ?? '', clean);
	return {
		status: statusCode,
		headers: headers ?? {},
		text: clean(received ?? ''),
		body: parsed?.value,
		cut: parsed?.cut ?? false,
	};
}
