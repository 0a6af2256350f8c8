import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import type { Gateway } from '../../gateways/gateway';
import { LumaFailure } from '../../task/failure';
import { asText } from '../../task/values';
import { withTimeout } from '../withTimeout';
import { checkLink, refused } from './checkLink';
import { blockedError } from '../connectionError';
import type { GatewayClient } from '../client';

/** Long enough for a large video on a slow line. */
const TIMEOUT_SECONDS = 3_600;
/** A store sends a link on once or twice. */
const MOST_REDIRECTS = 5;

/** By the type that the store says, or by the ending of the name where it says none. */
const TYPES: Record<string, string> = {
	mp4: 'video/mp4',
	mov: 'video/quicktime',
	webm: 'video/webm',
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
	png: 'image/png',
	webp: 'image/webp',
};

/** What n8n's HTTP helper gives for `encoding: 'stream'`. */
type Stream = Exclude<Parameters<IExecuteFunctions['helpers']['prepareBinaryData']>[0], Buffer>;

interface Response {
	body: Stream;
	headers: Record<string, unknown>;
	statusCode: number;
}

export interface File {
	link: string;
	/** Without an ending. */
	name: string;
	/** What to take it for if nobody says. */
	fallbackType: 'video/mp4' | 'image/jpeg';
}

/**
 * Streams a file of a task into n8n's binary data. The key stays out of it: the links lead to a
 * store that is not the gateway, and are signed by themselves.
 *
 * @throws LumaFailure `badResponse` where the link leads to where it must not, `gateway` where the
 * store refuses, `network` where the connection breaks
 */
export async function download(
	context: IExecuteFunctions,
	client: GatewayClient,
	file: File,
): Promise<IBinaryData> {
	const { gateway } = client;
	try {
		const { body, headers, statusCode } = await follow(context, client, file.link);
		if (statusCode !== 200 || isMessage(headers['content-type'])) {
			body.destroy();
			throw notGiven(gateway, statusCode);
		}
		const type = typeOf(file, headers['content-type']);
		const ending = Object.keys(TYPES).find((key) => TYPES[key] === type) ?? 'bin';
		const stored = context.helpers.prepareBinaryData(body, `${file.name}.${ending}`, type);
		// Once an answer has begun, n8n waits for its end without limit.
		return await withTimeout(TIMEOUT_SECONDS, stored).finally(() => body.destroy());
	} catch (error) {
		throw toFailure(error, gateway);
	}
}

/** What the link leads to in the end. Each step is looked at before it is taken, so not by n8n. */
async function follow(
	context: IExecuteFunctions,
	client: GatewayClient,
	link: string,
): Promise<Response> {
	let url = new URL(link);
	for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
		const response = await ask(context, client, url);
		const next = redirectOf(response, url);
		if (!next) return response;
		response.body.destroy();
		// Whoever listens on the way could put a file of their own in its place.
		if (url.protocol === 'https:' && next.protocol === 'http:') {
			throw refused(client, `it leads on without encryption, to ${next.hostname}`);
		}
		url = next;
	}
	throw refused(client, `it leads on more than ${MOST_REDIRECTS} times`);
}

async function ask(context: IExecuteFunctions, client: GatewayClient, url: URL): Promise<Response> {
	await checkLink(context, client, url);
	return (await context.helpers.httpRequest({
		url: url.href,
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: TIMEOUT_SECONDS * 1000,
		abortSignal: context.getExecutionCancelSignal(),
	})) as Response;
}

function redirectOf({ statusCode, headers }: Response, from: URL): URL | undefined {
	const location = asText(headers.location);
	if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined) return undefined;
	try {
		return new URL(location, from);
	} catch {
		return undefined;
	}
}

function typeOf({ link, fallbackType }: File, contentType: unknown): string {
	const said = asText(contentType)?.split(';')[0].trim().toLowerCase();
	if (said && Object.values(TYPES).includes(said)) return said;
	const ending = /\.(\w+)$/.exec(new URL(link).pathname)?.[1].toLowerCase() ?? '';
	return TYPES[ending] ?? fallbackType;
}

/** A page or a document where a file should be. */
const isMessage = (contentType: unknown) =>
	/^(text\/|application\/(json|xml))/i.test(asText(contentType) ?? '');

function toFailure(error: unknown, gateway: Gateway): LumaFailure {
	if (error instanceof LumaFailure) return error;
	return (
		blockedError(error, gateway, `the store of ${gateway.label}`) ??
		new LumaFailure(
			'network',
			`The file could not be loaded from the store of ${gateway.label}`,
			'Run the item again. If it stays so, check that your n8n may reach the address of the link.',
			{ gateway: gateway.name, retryable: true },
		)
	);
}

const notGiven = (gateway: Gateway, httpStatus: number) =>
	new LumaFailure(
		'gateway',
		`The store of ${gateway.label} did not give the file (HTTP ${httpStatus})`,
		'Its link may have expired while it was used. Run the item again: that reads a fresh one.',
		{ gateway: gateway.name, httpStatus, retryable: true },
	);
