'use strict';

/**
 * What a key looks like where it leaked: whole or in parts, as it is or encoded. One list for all
 * searches, so that none of them looks for less than the others.
 */

const VENDOR = /^(?:sk|hk|luma)-(?:api-)?/;

/** The least that counts as a part of the key, in characters. */
const PART = 8;

/**
 * What the bytes of a text alone decide in the base64 of a longer one, e.g. `Bearer <key>`, so many
 * bytes after the start of a group of three.
 */
function base64Core(text, offset) {
	const bytes = Buffer.from('\0'.repeat(offset) + text);
	const first = Math.ceil((offset * 8) / 6);
	const last = Math.floor((bytes.length * 8) / 6);
	return bytes.toString('base64').slice(first, last);
}

const urlSafe = (base64) => base64.replaceAll('+', '-').replaceAll('/', '_');

/** The ways in which gateways print a key with its middle left out (docs/gateways.md#masked-keys). */
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
 * Every form of a key, by name. Each is the shortest text that gives it away, so that longer parts of
 * the key and texts around it are found by it, too: `Bearer <key>`, a link with the key in it.
 *
 * @param {string} key of 16 characters at least, without a word in it that other texts hold
 * @returns {Record<string, string[]>}
 */
function formsOf(key) {
	const base64 = [0, 1, 2].map((offset) => base64Core(key, offset));
	const hex = Buffer.from(key).toString('hex');
	return {
		'as it is': [key],
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
 * @returns {string[]} the names of the forms that are in it
 */
const leaksIn = (content, forms) =>
	Object.keys(forms).filter((name) => forms[name].some((form) => content.includes(form)));

module.exports = { formsOf, leaksIn };
