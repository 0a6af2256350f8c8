import type { Answer } from './answer';
import { errorStatus, taskNamedIn } from './envelope';
import type { FailureCode } from './failure';
import { LumaFailure } from './failure';
import type { Task } from './task';
import { asRecord, asText, type JsonRecord } from './values';

/** What a message calls a gateway, e.g. `CometAPI`, and what an item does, e.g. `cometApi`. */
export interface GatewayNames {
	label: string;
	name: string;
}

/** What an answer can tell; `network` and `timeout` are about answers that never came. */
type Cause = Exclude<FailureCode, 'network' | 'timeout'>;

/** Words that name a cause whatever the HTTP status; relays use both languages (docs/gateways.md#words-by-cause). */
const CAUSES: ReadonlyArray<[Cause, RegExp]> = [
	['moderation', /moderat|blacklist|flagged|content policy|nsfw|sensitive|敏感|违规|审核/i],
	[
		'taskNotFound',
		/task_(not|origin_not)_exist|(task|generation) (is |was |does )?not (found|exist)|任务不存在/i,
	],
	[
		'quota',
		/quota|insufficient.{0,20}(credit|balance|fund)|(out of|not enough|add) credits?|budget_exhausted|exhausted|额度|余额|欠费/i,
	],
	// Not "too many" of anything else: a database's connections, the words of a prompt.
	[
		'rateLimit',
		/too many.{0,20}(request|call|submi|job|task|generation|video)|rate.?limit|负载已饱和/i,
	],
	[
		'auth',
		/\b(invalid|missing|incorrect|revoked|expired|unauthori[sz]ed)\b.{0,20}\b(api_key|key|token)\b|\b(api_key|key|token)\b.{0,20}\b(invalid|revoked|expired)\b|令牌/i,
	],
	['gateway', /^\s*invalid url \(/i],
	['invalidInput', /invalid_request(?!_error)/i],
];

/** Statuses that say enough, even with a web page for a body. */
const SPEAKING_STATUSES = [401, 402, 408, 429];

/** What each cause means to the user: what happened, and how to get unstuck. */
const MEANING: Record<Cause, [happened: string, hint: string]> = {
	auth: [
		'does not accept the API key',
		"Check 'API Key' and 'Gateway' in the 'Luma AI API' credential: a key works only at the gateway that issued it, and may have been revoked or have expired.",
	],
	quota: [
		'says that the credit is used up',
		'Top up the account at the gateway, or raise the limit of the key, then run this item again.',
	],
	rateLimit: [
		'is receiving too many requests',
		"Wait a minute, then run this item again. Submit fewer items at once, e.g. with the 'Loop Over Items' node.",
	],
	moderation: [
		'stopped the request in its content check',
		'Change the prompt or the picture, then run this item again.',
	],
	taskNotFound: [
		'knows no such task',
		"Check 'Task ID', and that the credential is of the gateway and the account that made the task.",
	],
	invalidInput: [
		'did not accept the request',
		'Change the setting that the gateway names, then run this item again.',
	],
	gateway: [
		'could not process the request',
		'This is on the side of the gateway. Run the item again in a few minutes.',
	],
	badResponse: [
		'sent an answer that cannot be read',
		"Run the item again in a few minutes. If it stays so, check 'Base URL' and 'Gateway' in the 'Luma AI API' credential.",
	],
	taskFailed: ['could not make the video', 'Change the prompt or the picture, then try again.'],
};

const WRONG_ADDRESS =
	"Check 'Base URL' and 'Gateway' in the 'Luma AI API' credential: this address does not offer the API of that gateway.";

const RETRYABLE: readonly Cause[] = ['rateLimit', 'gateway', 'badResponse'];

/** A task that ended as failed, as a failure with the gateway's reason. */
export function taskFailure(gateway: GatewayNames, task: Task): LumaFailure {
	const { taskId, failureReason, failureCode } = task;
	const words = `${failureCode ?? ''} ${failureReason ?? ''}`;
	const cause = causeOf(words, ['moderation', 'quota']) ?? 'taskFailed';
	const [happened, hint] = MEANING[cause];
	return new LumaFailure(
		cause,
		`${gateway.label} ${happened}${failureReason ? `: ${shorten(failureReason)}` : ''}`,
		hint,
		{
			taskId,
			gateway: gateway.name,
			// Only these may turn out well with the same prompt (docs/gateways.md#agents-failures).
			retryable: ['generation_failed', 'output_not_found'].includes(failureCode ?? ''),
		},
	);
}

/**
 * An answer that holds no task, as a failure with the gateway's own words.
 *
 * @param taskId the task that was asked for; absent for a submit
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
			`${gateway.label} answered with a redirect to another address`,
			`${WRONG_ADDRESS} The key was not sent there.`,
			facts,
		);
	}
	if (
		answer.body === undefined &&
		isWebPage(answer) &&
		!SPEAKING_STATUSES.includes(status) &&
		status < 500
	) {
		return new LumaFailure(
			'badResponse',
			`${gateway.label} answered with a web page instead of data`,
			WRONG_ADDRESS,
			facts,
		);
	}

	const said = findMessage(answer.body ?? plainText(answer));
	const code = causeOfAnswer(answer, said, taskId !== undefined);
	const [happened, hint] = MEANING[code];
	const wrongAddress = code === 'gateway' && status < 500 && status >= 400 && status !== 408;
	return new LumaFailure(
		code,
		`${gateway.label} ${answer.cut ? 'sent an answer that was cut off' : happened}${said ? `: ${shorten(said)}` : ''}`,
		wrongAddress ? WRONG_ADDRESS : hint,
		{ ...facts, retryable: RETRYABLE.includes(code) && !wrongAddress },
	);
}

function causeOfAnswer(answer: Answer, said: string | undefined, isAsked: boolean): Cause {
	const record = asRecord(answer.body) ?? {};
	const { code, type, error } = record;
	const status = errorStatus(code) ?? answer.status;
	const words = [said, ...[code, type, asRecord(error)?.code].map(asWord)].join(' ');
	const named = causeOf(words);
	if (named) return named;
	if (status === 401 || status === 403) return 'auth';
	if (status === 402) return 'quota';
	if (status === 429) return 'rateLimit';
	if (status === 404) return isAsked && answer.body !== undefined ? 'taskNotFound' : 'gateway';
	if (status === 405 || status === 408 || status >= 500) return 'gateway';
	if (status >= 400) return 'invalidInput';
	if (isAsked && isEmptyResult(record)) return 'taskNotFound';
	return said && !answer.cut && isRefusal(record) ? 'gateway' : 'badResponse';
}

const causeOf = (words: string, among?: Cause[]) =>
	CAUSES.find(([code, pattern]) => (among?.includes(code) ?? true) && pattern.test(words))?.[0];

/**
 * Whether the answer leaves open if the gateway took the submit: a success that names no task or
 * is cut off, or words of a proxy, or of the relay itself, about an answer that it did not get.
 */
export function mayBeCharged(answer: Answer, { code, facts }: LumaFailure): boolean {
	const { body, text, cut } = answer;
	const record = asRecord(body) ?? {};
	const status = errorStatus(record.code) ?? answer.status;
	const said = findMessage(body ?? plainText(answer)) ?? '';
	const isLost = UPSTREAM_LOST.test(said) || LOST_CODES.includes(asWord(record.code) ?? '');
	if (status < 300) {
		const isPage = body === undefined && PAGE.test(text);
		const isRefused = !cut && isRefusal(record) && code !== 'badResponse' && !isLost;
		return facts.taskId !== undefined || !(isPage || isRefused);
	}
	if ([408, 504, 520, 522, 524].includes(status)) return true;
	if (status < 500) return false;
	// A task in it was made before what went wrong.
	if (isLost || taskNamedIn(body) !== undefined) return true;
	// Without words or a code of the gateway's own, it is a proxy that speaks, or what is left after a crash.
	const isCauseNamed = !['gateway', 'badResponse'].includes(code);
	const isWordless = body === undefined || PAGE.test(said) || (said === '' && !isCauseNamed);
	return isWordless && [500, 502].includes(status);
}

/** A text can be of the type of a page and be none: it is what PHP calls all that it prints. */
const PAGE = /^\s*<(!doctype|html)\b/i;

/** The request went on to Luma, and what Luma said of it did not come back. */
const UPSTREAM_LOST =
	/tim(ed?|e)[ -]?out|deadline exceeded|\beof\b|invalid response.{0,40}upstream|upstream.{0,40}(reset|closed|disconnect|prematurely)|(reset|closed) by peer|connection reset|socket hang ?up/i;

/** The same in new-api's codes, which hides the words of such a request (docs/gateways.md#lost-upstream-answers). */
const LOST_CODES = [
	'do_request_failed',
	'read_response_body_failed',
	'unmarshal_response_body_failed',
];

/** Whether a body under a good status speaks of a refusal, and not of a success without a task. */
const isRefusal = ({ error, detail, success, code }: JsonRecord) =>
	Boolean(error ?? detail) ||
	success === false ||
	(code !== undefined && code !== null && !SUCCESS_CODES.includes(asWord(code) ?? 'other'));

/** Whether an answer of any status refuses what was asked for. */
export const saysRefused = ({ body }: Answer): boolean => isRefusal(asRecord(body) ?? {});

/** A code as text. It is of any type (docs/gateways.md#openai-style-errors), and JSON can give what has no text. */
const asWord = (code: unknown) =>
	['string', 'number', 'boolean'].includes(typeof code) ? String(code).toLowerCase() : undefined;

/** docs/gateways.md#errors-under-http-200 */
const SUCCESS_CODES = ['success', 'ok', '0', '200', '201', 'null', ''];

/** How the newest relays say that there is no such task (docs/gateways.md#unknown-tasks). */
const isEmptyResult = ({ code, data }: JsonRecord) => code === 'success' && data === null;

/** The places of a gateway's own words, most telling first (docs/gateways.md#error-text-fields). */
const SAID_KEYS = [
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

/** The gateway's own words, also out of JSON inside of text (docs/gateways.md#new-api-task-errors). */
export function findMessage(body: unknown, depth = 0): string | undefined {
	if (depth > 5) return undefined;
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
	for (const key of SAID_KEYS) {
		const said = findMessage(record[key], depth + 1);
		if (said !== undefined) return said;
	}
	return undefined;
}

/** A body of a few words that is neither JSON nor a page, e.g. `404 page not found`. */
const plainText = ({ text }: Answer) => (/^[^<{[]{3,}$/.test(text) ? text : undefined);

const isWebPage = ({ text, headers }: Answer) =>
	/^\s*</.test(text) || /html/i.test(String(headers['content-type'] ?? ''));

/** `Retry-After` in seconds or as a date. */
function retryAfterMs(value: unknown): number | undefined {
	const text = asText(value) ?? (typeof value === 'number' ? String(value) : undefined);
	if (text === undefined) return undefined;
	const milliseconds = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
	return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : undefined;
}

const MAX_WORDS = 300;
const shorten = (text: string) =>
	text.length > MAX_WORDS ? `${text.slice(0, MAX_WORDS).trimEnd()}…` : text;
