import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import type { Gateway } from '../gateways/gateway';
import { NO_TASK } from '../gateways/gateway';
import { LumaFailure, toFailure } from '../task/failure';
import { asRecord } from '../task/values';
import type { Access } from './credential';
import { readCredential } from './credential';
import { withTimeout } from './withTimeout';
import { connectionError } from './connectionError';
import { redactor } from './redactKey';
import { toAnswerError } from '../task/answerError';
import { toAnswer, toHttpOptions } from './client';

const TIMEOUT_SECONDS = 20;

/**
 * Checks that the address can be reached, belongs to the chosen gateway, and accepts the key. It is free:
 * it reads the credit, or a task that cannot exist (docs/gateways.md#free-key-tests).
 *
 * n8n's declarative credential test compares one field of a response, which is not enough to distinguish
 * the right gateway's "no such task" from another gateway's.
 */
export async function testCredential(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		const access = readCredential(credential.data ?? {});
		await probe(this, access);
		return { status: 'OK', message: `${access.gateway.label} accepts the key` };
	} catch (error) {
		const { message, description } = toFailure(error);
		return { status: 'Error', message: `${message}. ${description}` };
	}
}

async function probe({ helpers }: ICredentialTestFunctions, access: Access): Promise<void> {
	const { gateway, baseUrl, apiKey } = access;
	const { method, url, headers, body, timeout } = toHttpOptions(
		baseUrl,
		gateway.probeRequest,
		TIMEOUT_SECONDS,
	);
	const request: Promise<unknown> = helpers.request({
		method,
		uri: url,
		headers: { ...headers, Authorization: `Bearer ${apiKey}` },
		...(body !== undefined && { body: JSON.stringify(body) }),
		timeout,
		simple: false,
		resolveWithFullResponse: true,
		followRedirect: false,
	});
	const response = await withTimeout(TIMEOUT_SECONDS, request).catch((error: unknown) => {
		throw connectionError(error, gateway, TIMEOUT_SECONDS);
	});
	const answer = toAnswer(response as Parameters<typeof toAnswer>[0], redactor(apiKey));
	const { status } = answer;
	const failure = toAnswerError(answer, gateway, NO_TASK);
	if (['auth', 'quota', 'rateLimit'].includes(failure.code) || status >= 500) throw failure;
	const record = asRecord(answer.body);
	if (!record || !gateway.recognizes({ status, body: record, code: failure.code })) {
		throw wrongGateway(gateway, status);
	}
}

const wrongGateway = (gateway: Gateway, httpStatus: number) =>
	new LumaFailure(
		'gateway',
		`This address does not answer like ${gateway.label}`,
		"Check that 'Gateway' and 'Base URL' match.",
		{ gateway: gateway.name, httpStatus },
	);
