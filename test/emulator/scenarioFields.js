'use strict';

/**
 * The fields of a scenario and their allowed values. README.md says what each one does.
 *
 * @typedef {object} Scenario
 * @property {number} [renderSeconds]
 * @property {number} [queueSeconds]
 * @property {string|null} [failReason]
 * @property {string} [failCode]
 * @property {boolean} [moderated]
 * @property {boolean} [neverCompletes]
 * @property {number} [linkless]
 * @property {boolean} [watermarkedOnly]
 * @property {number} [videos]
 * @property {Array<string|{state: string, renderSeconds?: number}>} [videoStates]
 * @property {number} [expiresSeconds]
 * @property {boolean} [estimatedWait]
 * @property {number} [notFoundFor]
 * @property {'once'|'twice'|'lost'} [callback]
 * @property {boolean} [refuseModerated]
 * @property {boolean} [noQuota]
 * @property {string|string[]} [variant]
 * @property {'v1'|'v2'} [fetchPath]
 * @property {number} [rateLimited]
 * @property {number|string} [retryAfter]
 * @property {number} [submitsPerMinute]
 * @property {number} [tasksAtOnce]
 * @property {number} [status]
 * @property {unknown} [body]
 * @property {Record<string, string>} [headers]
 * @property {'before'|'after'} [drop]
 * @property {number} [delaySeconds]
 * @property {boolean} [hang]
 * @property {boolean} [stall]
 * @property {boolean} [endless]
 * @property {number} [drip]
 * @property {boolean} [cut]
 * @property {boolean} [breakOff]
 * @property {boolean|'answer'} [doubled]
 * @property {number} [oversized]
 * @property {number} [fileMegabytes]
 * @property {'utf8-bom'|'utf16le'|'latin1'} [charset]
 * @property {string} [prints]
 * @property {boolean} [numericIds]
 * @property {number} [skewSeconds]
 * @property {number} [behindSeconds]
 * @property {boolean} [html]
 * @property {string} [redirect]
 * @property {boolean} [envelope]
 * @property {boolean} [accept]
 */

const isNumber = (value) => typeof value === 'number' && value >= 0;
const isCount = (value) => Number.isInteger(value) && value > 0;
const isFlag = (value) => typeof value === 'boolean';
const isText = (value) => typeof value === 'string';
const oneOf =
	(...values) =>
	(value) =>
		values.includes(value);
const isAnything = () => true;

const STATES = ['queued', 'processing', 'completed', 'failed'];

/** There are two real files, so a task has at most two videos. */
const isVideoPlan = (value) =>
	Array.isArray(value) &&
	value.length <= 2 &&
	value.every((one) => STATES.includes(typeof one === 'string' ? one : one.state));

/** Decided at the submit and stored with the task. */
const TASK_FIELDS = {
	renderSeconds: isNumber,
	queueSeconds: isNumber,
	failReason: (value) => value === null || isText(value),
	failCode: isText,
	moderated: isFlag,
	neverCompletes: isFlag,
	linkless: isNumber,
	watermarkedOnly: isFlag,
	videos: oneOf(1, 2),
	videoStates: isVideoPlan,
	expiresSeconds: isNumber,
	estimatedWait: isFlag,
	notFoundFor: isNumber,
	callback: oneOf('once', 'twice', 'lost'),
	refuseModerated: isFlag,
	noQuota: isFlag,
};

/** Documented differences between relays of one family. */
const VARIANTS = [
	'old',
	'artifact',
	'yunwu',
	'bareArray',
	'arraySubmit',
	'serverId',
	'noVideoRaw',
	'failureReasonNull',
	'progress',
	'emptySuccess',
	'emptyLinks',
	'taskErrors',
	'submissionError',
	'concurrency',
];

const variantList = (variant) => (variant === undefined ? [] : [variant].flat());

/** Decided for each request. */
const REQUEST_FIELDS = {
	variant: (value) => variantList(value).every((name) => VARIANTS.includes(name)),
	fetchPath: oneOf('v1', 'v2'),
	rateLimited: isNumber,
	retryAfter: (value) => isNumber(value) || isText(value),
	submitsPerMinute: isCount,
	tasksAtOnce: isCount,
	status: isNumber,
	body: isAnything,
	headers: (value) => typeof value === 'object',
	drop: oneOf('before', 'after'),
	delaySeconds: isNumber,
	hang: isFlag,
	stall: isFlag,
	endless: isFlag,
	drip: isNumber,
	cut: isFlag,
	breakOff: isFlag,
	doubled: oneOf(true, false, 'answer'),
	oversized: isNumber,
	fileMegabytes: isCount,
	charset: oneOf('utf8-bom', 'utf16le', 'latin1'),
	prints: isText,
	numericIds: isFlag,
	skewSeconds: Number.isFinite,
	behindSeconds: isNumber,
	html: isFlag,
	redirect: isText,
	envelope: isFlag,
	accept: isFlag,
};

const FIELDS = { ...TASK_FIELDS, ...REQUEST_FIELDS };

/** @param {string} field */
const isTaskField = (field) => field in TASK_FIELDS;

/**
 * A misspelt field would let a test pass for the wrong reason, so it throws.
 *
 * @param {Scenario} scenario
 */
function checkScenario(scenario) {
	for (const [field, value] of Object.entries(scenario)) {
		if (!(field in FIELDS)) throw new Error(`Unknown scenario field "${field}"`);
		if (value !== undefined && !FIELDS[field](value)) {
			throw new Error(`Scenario field "${field}" cannot be ${JSON.stringify(value)}`);
		}
	}
	return scenario;
}

module.exports = { FIELDS, VARIANTS, isTaskField, checkScenario, variantList };
