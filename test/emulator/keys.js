'use strict';

/**
 * Every key is accepted unless its name says otherwise. A vendor prefix before the name is allowed
 * (`sk-exhausted-1`, `luma-api-bad`), so that a test key can look like a real one.
 */
const NAMED = /^(?:sk-|hk-|luma-api-|luma-)?(bad|revoked|expired|exhausted|forbidden|noquota)/i;

/** @type {Record<string, KeyProblem>} */
const PROBLEMS = {
	bad: 'invalid',
	revoked: 'revoked',
	expired: 'expired',
	exhausted: 'exhausted',
	forbidden: 'forbidden',
};

/**
 * @typedef {'missing'|'invalid'|'revoked'|'expired'|'exhausted'|'forbidden'} KeyProblem
 * @typedef {{ key: string, problem?: KeyProblem, noQuota: boolean }} Key
 */

/**
 * @param {import('node:http').IncomingHttpHeaders} headers
 * @returns {Key}
 */
function readKey(headers) {
	const header = headers.authorization;
	if (!header) return { key: '', problem: 'missing', noQuota: false };
	// Exactly one scheme and one word: a pasted `Bearer Bearer x` is an invalid key, as in reality.
	const key = /^Bearer (\S+)$/i.exec(header)?.[1];
	if (!key) return { key: '', problem: 'invalid', noQuota: false };
	const name = NAMED.exec(key)?.[1].toLowerCase();
	return { key, problem: PROBLEMS[name], noQuota: name === 'noquota' };
}

module.exports = { readKey };
