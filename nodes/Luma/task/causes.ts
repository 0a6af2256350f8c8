import type { FailureCode } from './failure';

/** What a response can mean. `network` and `timeout` are left out: they mean that there was no response. */
export type Cause = Exclude<FailureCode, 'network' | 'timeout'>;

/** Words that name a cause whatever the HTTP status, in English and Chinese (docs/gateways.md#words-by-cause). */
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
	// "Too many" alone is not enough: it can also be about database connections or the words of a prompt.
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

/** @param among the causes to consider; all by default */
export const findCause = (words: string, among?: Cause[]) =>
	CAUSES.find(([cause, pattern]) => (among?.includes(cause) ?? true) && pattern.test(words))?.[0];

/** How each cause is explained to the user: what the gateway did, and what to do about it. */
export const MEANING: Record<Cause, [happened: string, hint: string]> = {
	auth: [
		'does not accept the API key',
		"Check 'API Key' and 'Gateway' in the 'Luma AI API' credential: a key works only at the gateway that issued it, and may have been revoked or have expired.",
	],
	quota: [
		'reports that the credit is used up',
		"Top up your account at the gateway, or raise the key's limit, then run this item again.",
	],
	rateLimit: [
		'is receiving too many requests',
		"Wait a minute, then run this item again. Submit fewer items at once, e.g. with the 'Loop Over Items' node.",
	],
	moderation: [
		'stopped the request in its content check',
		'Change the prompt or the image, then run this item again.',
	],
	taskNotFound: [
		'does not know the task',
		"Check 'Task ID', and that the credential belongs to the gateway and the account that created the task.",
	],
	invalidInput: [
		'rejected the request',
		'Change the setting that the gateway names, then run this item again.',
	],
	gateway: [
		'could not process the request',
		"The cause is on the gateway's side. Run this item again in a few minutes.",
	],
	badResponse: [
		'sent a response that cannot be read',
		"Run this item again in a few minutes. If this keeps happening, check 'Base URL' and 'Gateway' in the 'Luma AI API' credential.",
	],
	taskFailed: ['could not generate the video', 'Change the prompt or the image, then try again.'],
};
