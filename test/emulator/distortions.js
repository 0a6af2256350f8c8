'use strict';

/** Changes made to the usual answer: by a proxy on its way, or by the gateway itself. */

const JSON_TYPE = { 'Content-Type': 'application/json; charset=utf-8' };
const MEGABYTE = 2 ** 20;

const isRecord = (value) =>
	typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);

/** Maps every string in a body; `change` also gets the key that holds it. */
function mapTexts(value, change, key = '') {
	if (typeof value === 'string') return change(value, key);
	if (Array.isArray(value)) return value.map((one) => mapTexts(one, change, key));
	if (!isRecord(value)) return value;
	const entries = Object.entries(value).map(([name, one]) => [name, mapTexts(one, change, name)]);
	return Object.fromEntries(entries);
}

const DATE_KEYS = /^(created|updated)_at$/;

/** A wrong clock shifts every date that the gateway writes; those in links come from the storage. */
function skew({ body, headers, ...answer }, seconds) {
	const shift = (text) => new Date(Date.parse(text) + seconds * 1000);
	const isDated = (text, key) => DATE_KEYS.test(key) && Date.parse(text) > 0;
	return {
		...answer,
		body: mapTexts(body, (text, key) => (isDated(text, key) ? shift(text).toISOString() : text)),
		headers: { ...headers, Date: new Date(Date.now() + seconds * 1000).toUTCString() },
	};
}

/** Adds a field that no document mentions; a list has no place for one. */
const withField = (answer, field, value) =>
	isRecord(answer.body) ? { ...answer, body: { ...answer.body, [field]: value } } : answer;

/** @param {import('./errors').Answer} answer whose body is JSON that is not serialized yet */
function changeBody(answer, { numericIds, skewSeconds, prints, oversized }, rowIdOf) {
	let changed = answer;
	if (numericIds) {
		const toRow = (text) => rowIdOf?.(text) ?? text;
		changed = { ...changed, body: mapTexts(changed.body, toRow) };
	}
	if (skewSeconds !== undefined) changed = skew(changed, skewSeconds);
	if (prints !== undefined) changed = withField(changed, 'debug', { sent: prints, [prints]: true });
	if (oversized) changed = withField(changed, 'padding', ' '.repeat(oversized * MEGABYTE));
	return changed;
}

const CHARSETS = {
	'utf8-bom': (text) => Buffer.from(`\uFEFF${text}`),
	utf16le: (text) => Buffer.from(text, 'utf16le'),
	latin1: (text) => Buffer.from(text, 'latin1'),
};

/** Changes to the serialized body. */
function changeText(text, { cut, doubled, charset }) {
	const written = doubled ? text + text : cut ? text.slice(0, Math.floor(text.length / 2)) : text;
	return charset ? CHARSETS[charset](written) : written;
}

/**
 * @param {import('./errors').Answer} usual
 * @param {import('./scenarioFields').Scenario} scenario
 * @param {(id: string) => number|undefined} [rowIdOf]
 * @returns {import('./errors').Answer & { way?: string }}
 */
function distort(usual, scenario, rowIdOf) {
	const { headers, cut } = scenario;
	const answer = { ...usual, headers: { ...usual.headers, ...headers } };
	// Of these faults, only a broken connection applies to a file.
	if (Buffer.isBuffer(answer.body)) return cut ? { ...answer, way: 'breakOff' } : answer;
	if (answer.body === undefined) return answer;
	const changed = changeBody(answer, scenario, rowIdOf);
	if (!cut && !scenario.doubled && !scenario.charset) return changed;
	const text = typeof changed.body === 'string' ? changed.body : JSON.stringify(changed.body);
	return {
		...changed,
		headers: { ...JSON_TYPE, ...changed.headers },
		body: changeText(text, scenario),
	};
}

module.exports = { distort };
