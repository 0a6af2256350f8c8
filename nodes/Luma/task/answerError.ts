import type { Answer } from './answer';
import { type Cause, findCause, MEANING } from './causes';
import { codeText, errorStatus, isRefusal } from './envelope';
import { LumaFailure } from './failure';
import { messageIn } from './findMessage';
import type { Task } from './task';
import { asRecord, asText, type JsonRecord } from './values';

/** A gateway's label for messages, e.g. `CometAPI`, and its name for output fields, e.g. `cometApi`. */
export interface GatewayNames {
	label: string;
	name: string;
}

/** Statuses that are clear enough even if the body is a web page. */
const CLEAR_STATUSES = [401, 402, 408, 429];

const WRONG_ADDRESS =
	"Check 'Base URL' and 'Gateway' in the 'Luma AI API' credential: this address does not serve the API of that gateway.";

const RETRYABLE: readonly Cause[] = ['rateLimit', 'gateway', 'badResponse'];

/** The `LumaFailure` for a task that failed, with the gateway's reason. */
export function taskFailure(gateway: GatewayNames, task: Task): LumaFailure {
	const { taskId, failureReason, failureCode } = task;
	const words = `${failureCode ?? ''} ${failureReason ?? ''}`;
	const cause = findCause(words, ['moderation', 'quota']) ?? 'taskFailed';
	const [happened, hint] = MEANING[cause];
	return new LumaFailure(
		cause,
		`${gateway.label} ${happened}${failureReason ? `: ${shorten(failureReason)}` : ''}`,
		hint,
		{
			taskId,
			gateway: gateway.name,
			// Only these can succeed with the same prompt (docs/gateways.md#agents-failures).
			retryable: ['generation_failed', 'output_not_found'].includes(failureCode ?? ''),
		},
	);
}

/**
 * The `LumaFailure` for an answer without a task, with the gateway's own message.
 *
 * @param taskId the requested task; absent for a submit
 */
export function toAnswerError(answer: Answer, gateway: GatewayNames, taskId?: string): LumaFailure {
	const { status } = answer;
	const facts = {
		taskId,
		gateway: gateway.name,
		httpStatus: status,
		retryAfterMs: retryAfterMs(answer.headers['retry-after']),
	};
	if (status >= 300 && status < 400) {
		return new LumaFailure(
			'gateway',
			`${gateway.label} redirected the request to another address`,
			`${WRONG_ADDRESS} The key was not sent there.`,
			facts,
		);
	}
	if (
		answer.body === undefined &&
		isWebPage(answer) &&
		!CLEAR_STATUSES.includes(status) &&
		status < 500
	) {
		return new LumaFailure(
			'badResponse',
			`${gateway.label} sent a web page instead of data`,
			WRONG_ADDRESS,
			facts,
		);
	}

	const message = messageIn(answer);
	const code = causeOfAnswer(answer, message, taskId !== undefined);
	const [happened, hint] = MEANING[code];
	const isWrongAddress = code === 'gateway' && status < 500 && status >= 400 && status !== 408;
	return new LumaFailure(
		code,
		`${gateway.label} ${answer.cut ? 'sent a response that was cut off' : happened}${message ? `: ${shorten(message)}` : ''}`,
		isWrongAddress ? WRONG_ADDRESS : hint,
		{ ...facts, retryable: RETRYABLE.includes(code) && !isWrongAddress },
	);
}

function causeOfAnswer(answer: Answer, message: string | undefined, isRead: boolean): Cause {
	const record = asRecord(answer.body) ?? {};
	const { code, type, error } = record;
	const status = errorStatus(code) ?? answer.status;
	const words = [message, ...[code, type, asRecord(error)?.code].map(codeText)].join(' ');
	const named = findCause(words);
	if (named) return named;
	if (status === 401 || status === 403) return 'auth';
	if (status === 402) return 'quota';
	if (status === 429) return 'rateLimit';
	if (status === 404) return isRead && answer.body !== undefined ? 'taskNotFound' : 'gateway';
	if (status === 405 || status === 408 || status >= 500) return 'gateway';
	if (status >= 400) return 'invalidInput';
	if (isRead && isEmptyResult(record)) return 'taskNotFound';
	return message && !answer.cut && isRefusal(record) ? 'gateway' : 'badResponse';
}

/** How the newest relays say that a task does not exist (docs/gateways.md#unknown-tasks). */
const isEmptyResult = ({ code, data }: JsonRecord) => code === 'success' && data === null;

const isWebPage = ({ text, headers }: Answer) =>
	/^\s*</.test(text) || /html/i.test(String(headers['content-type'] ?? ''));

/** `Retry-After` is a number of seconds or a date (docs/gateways.md#rate-limits). */
function retryAfterMs(value: unknown): number | undefined {
	const text = asText(value) ?? (typeof value === 'number' ? String(value) : undefined);
	if (text === undefined) return undefined;
	const milliseconds = /^\d+(\.\d+)?$/.test(text)
		? Number(text) * 1000
		: Date.parse(text) - Date.now();
	return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : undefined;
}

/** Longest quotation of the gateway, in characters. */
const MAX_QUOTE = 300;
const shorten = (text: string) =>
	text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE).trimEnd()}…` : text;
