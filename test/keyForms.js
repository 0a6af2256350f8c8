'use strict';

/**
 * The forms in which a key can leak: whole or in part, plain or encoded. All searches use this list, so
 * none of them searches for less than the others.
 */

const VENDOR = /^(?:sk|hk|luma)-(?:api-)?/;

/** The shortest part of a key that counts as a leak, in characters. */
const PART = 8;

/**
 * The characters of a longer base64 text, e.g. of `Bearer <key>`, that depend only on this text, if the
 * text starts `offset` bytes after a multiple of three.
 */
function base64Core(text, offset) {
	const bytes = Buffer.from('\0'.repeat(offset) + text);
	const first = Math.ceil((offset * 8) / 6);
	const last = Math.floor((bytes.length * 8) / 6);
	return bytes.toString('base64').slice(first, last);
}

const urlSafe = (base64) => base64.replaceAll('+', '-').replaceAll('/', '_');

/** The ways in which gateways print a masked key (docs/gateways.md#masked-keys). */
function maskedForms(key) {
	const bare = key.replace(VENDOR, '');
	const vendor = key.slice(0, key.length - bare.length);
	const lengths = [2, 3, 4, 5, 6, 7];
	return {
		'masked after its start': lengths.map((length) => `${vendor}${bare.slice(0, length)}**`),
		'masked after its start, without prefix': lengths
			.slice(1)
			.map((length) => `${bare.slice(0, length)}**`),
		'masked before its end': lengths.slice(1).map((length) => `**${key.slice(-length)}`),
	};
}

/**
 * All forms of a key, by name. Each is the shortest revealing text, so it also finds longer parts and the
 * key inside other texts: `Bearer <key>`, a link that contains the key.
 *
 * @param {string} key of at least 16 characters, without words that occur in other texts
 * @returns {Record<string, string[]>}
 */
function formsOf(key) {
	const base64 = [0, 1, 2].map((offset) => base64Core(key, offset));
	const hex = Buffer.from(key).toString('hex');
	return {
		'the plain key': [key],
		'its start': [key.slice(0, PART)],
		'its start, without prefix': [key.replace(VENDOR, '').slice(0, PART)],
		'its end': [key.slice(-PART)],
		...maskedForms(key),
		'URL-encoded': [encodeURIComponent(key)],
		base64: [...new Set([...base64, ...base64.map(urlSafe)])],
		hex: [hex, hex.toUpperCase()],
	};
}

/**
 * @param {string|Buffer} content
 * @param {Record<string, string[]>} forms
 * @returns {string[]} the names of the forms that it contains
 */
const leaksIn = (content, forms) =>
	Object.keys(forms).filter((name) => forms[name].some((form) => content.includes(form)));

module.exports = { formsOf, leaksIn };
