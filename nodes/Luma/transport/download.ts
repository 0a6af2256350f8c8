import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import type { Gateway } from '../gateways/gateway';
import { LumaFailure } from '../task/failure';
import { asText } from '../task/values';

/** Long enough for a large video on a slow line. */
const TIMEOUT_SECONDS = 3_600;

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
 * @throws LumaFailure `gateway` where the store refuses, `network` where the connection breaks
 */
export async function download(
	context: IExecuteFunctions,
	gateway: Gateway,
	file: File,
): Promise<IBinaryData> {
	try {
		const { body, headers, statusCode } = (await context.helpers.httpRequest({
			url: file.link,
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			timeout: TIMEOUT_SECONDS * 1000,
			abortSignal: context.getExecutionCancelSignal(),
		})) as { body: Stream; headers: Record<string, unknown>; statusCode: number };
		if (statusCode !== 200 || isMessage(headers['content-type'])) {
			body.destroy();
			throw refused(gateway, statusCode);
		}
		const type = typeOf(file, headers['content-type']);
		const ending = Object.keys(TYPES).find((key) => TYPES[key] === type) ?? 'bin';
		return await context.helpers.prepareBinaryData(body, `${file.name}.${ending}`, type);
	} catch (error) {
		throw toFailure(error, gateway);
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

const toFailure = (error: unknown, gateway: Gateway) =>
	error instanceof LumaFailure
		? error
		: new LumaFailure(
				'network',
				`The file could not be loaded from the store of ${gateway.label}`,
				'Run the item again. If it stays so, check that your n8n may reach the address of the link.',
				{ gateway: gateway.name, retryable: true },
			);

const refused = (gateway: Gateway, httpStatus: number) =>
	new LumaFailure(
		'gateway',
		`The store of ${gateway.label} did not give the file (HTTP ${httpStatus})`,
		'Its link may have expired while it was used. Run the item again: that reads a fresh one.',
		{ gateway: gateway.name, httpStatus, retryable: true },
	);
