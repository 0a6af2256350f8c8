import type { Answer } from './answer';
import { asRecord, asText } from './values';

/** Where gateways put their message, most specific first (docs/gateways.md#error-text-fields). */
const MESSAGE_KEYS = [
	'error',
	'message',
	'msg',
	'err',
	'error_msg',
	'detail',
	'reason',
	'failure_reason',
	'fail_reason',
	'description',
	'header',
	'response',
	'data',
];

const MAX_DEPTH = 5;

/** The gateway's own message in a body, also from JSON inside a string (docs/gateways.md#new-api-task-errors). */
export function findMessage(body: unknown, depth = 0): string | undefined {
	if (depth > MAX_DEPTH) return undefined;
	if (Array.isArray(body)) return findMessage(body[0], depth + 1);
	const text = asText(body);
	if (text !== undefined) {
		if (!/^[[{]/.test(text)) return /^(success|ok)$/i.test(text) ? undefined : text;
		try {
			return findMessage(JSON.parse(text), depth + 1) ?? text;
		} catch {
			return text;
		}
	}
	const record = asRecord(body);
	if (!record) return undefined;
	for (const key of MESSAGE_KEYS) {
		const message = findMessage(record[key], depth + 1);
		if (message !== undefined) return message;
	}
	return undefined;
}

/** The gateway's own message in an answer: from its JSON, or its plain text, e.g. `404 page not found`. */
export const messageIn = ({ body, text }: Answer): string | undefined =>
	findMessage(body ?? (PLAIN_TEXT.test(text) ? text : undefined));

/** Neither JSON nor a web page. */
const PLAIN_TEXT = /^[^<{[]{3,}$/;
