import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import type { Gateway } from '../../gateways/gateway';
import { LumaFailure } from '../../task/failure';
import { asText } from '../../task/values';
import { withTimeout } from '../withTimeout';
import { checkLink, linkNotAllowed } from './checkLink';
import { blockedError } from '../connectionError';
import type { GatewayClient } from '../client';

/** Long enough for a large video on a slow connection. */
const TIMEOUT_SECONDS = 3_600;
/** Real storage redirects once or twice. */
const MAX_REDIRECTS = 5;

/** MIME types by file extension. */
const TYPES: Record<string, string> = {
	mp4: 'video/mp4',
	mov: 'video/quicktime',
	webm: 'video/webm',
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
	png: 'image/png',
	webp: 'image/webp',
};

/** The body that n8n's HTTP helper returns for `encoding: 'stream'`. */
type Stream = Exclude<Parameters<IExecuteFunctions['helpers']['prepareBinaryData']>[0], Buffer>;

interface Response {
	body: Stream;
	headers: Record<string, unknown>;
	statusCode: number;
}

export interface File {
	link: string;
	/** Without an extension. */
	name: string;
	/** If neither the response nor the link tells the type. */
	fallbackType: 'video/mp4' | 'image/jpeg';
}

/**
 * Streams a file of a task into n8n's binary data (docs/n8n-internals.md#streams-and-binary-data). Sends no
 * key: the links are presigned, and their hosts need not belong to the gateway.
 *
 * @throws LumaFailure `badResponse` if the link must not be followed, `gateway` if the storage refuses,
 * `network` if the connection is lost or blocked
 */
export async function downloadFile(
	context: IExecuteFunctions,
	client: GatewayClient,
	file: File,
): Promise<IBinaryData> {
	const { gateway } = client;
	try {
		const { body, headers, statusCode } = await followRedirects(context, client, file.link);
		if (statusCode !== 200 || isTextType(headers['content-type'])) {
			body.destroy();
			throw fileRefused(gateway, statusCode);
		}
		const type = typeOf(file, headers['content-type']);
		const extension = Object.keys(TYPES).find((key) => TYPES[key] === type) ?? 'bin';
		const stored = context.helpers.prepareBinaryData(body, `${file.name}.${extension}`, type);
		// n8n's own timeout ends with the response headers.
		return await withTimeout(TIMEOUT_SECONDS, stored).finally(() => body.destroy());
	} catch (error) {
		throw downloadError(error, gateway);
	}
}

/** The response at the end of all redirects. n8n must not follow them, since each step is checked first. */
async function followRedirects(
	context: IExecuteFunctions,
	client: GatewayClient,
	link: string,
): Promise<Response> {
	let url = new URL(link);
	for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
		const response = await requestLink(context, client, url);
		const next = redirectOf(response, url);
		if (!next) return response;
		response.body.destroy();
		// Without encryption, anyone on the way could replace the file.
		if (url.protocol === 'https:' && next.protocol === 'http:') {
			throw linkNotAllowed(client, `it redirects without encryption, to ${next.hostname}`);
		}
		url = next;
	}
	throw linkNotAllowed(client, `it redirects more than ${MAX_REDIRECTS} times`);
}

async function requestLink(
	context: IExecuteFunctions,
	client: GatewayClient,
	url: URL,
): Promise<Response> {
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
	const sent = asText(contentType)?.split(';')[0].trim().toLowerCase();
	if (sent && Object.values(TYPES).includes(sent)) return sent;
	const extension = /\.(\w+)$/.exec(new URL(link).pathname)?.[1].toLowerCase() ?? '';
	return TYPES[extension] ?? fallbackType;
}

/** A web page or a document instead of a file. */
const isTextType = (contentType: unknown) =>
	/^(text\/|application\/(json|xml))/i.test(asText(contentType) ?? '');

/** Any error other than a `LumaFailure` is about the connection. */
function downloadError(error: unknown, gateway: Gateway): LumaFailure {
	if (error instanceof LumaFailure) return error;
	return (
		blockedError(error, gateway, `the file storage of ${gateway.label}`) ??
		new LumaFailure(
			'network',
			`The file could not be downloaded from the file storage of ${gateway.label}`,
			'Run this item again. If this keeps happening, check that your n8n can reach the host of the link.',
			{ gateway: gateway.name, retryable: true },
		)
	);
}

const fileRefused = (gateway: Gateway, httpStatus: number) =>
	new LumaFailure(
		'gateway',
		`The file storage of ${gateway.label} did not return the file (HTTP ${httpStatus})`,
		'The link may have expired in the meantime. Run this item again to get a fresh one.',
		{ gateway: gateway.name, httpStatus, retryable: true },
	);
