'use strict';

/** Luma's own services print microseconds (seed 002: `2024-07-22T12:47:28.553735Z`). */
const isoMicros = (ms) => new Date(ms).toISOString().replace('Z', '735Z');

/** Finished tasks of the relays print milliseconds (seed 001). */
const isoMillis = (ms) => new Date(ms).toISOString();

/** The Agents API prints whole seconds (luma-apis.md 2.2). */
const isoSeconds = (ms) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

const unixSeconds = (ms) => Math.floor(ms / 1000);

/** `20241015T085653Z`, the form of X-Amz-Date (seed 001). */
const amzDate = (ms) => isoSeconds(ms).replace(/[-:]/g, '');

/**
 * @param {string} text an X-Amz-Date
 * @returns {number} milliseconds, NaN when it is not one
 */
function parseAmzDate(text) {
	const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '');
	if (!parts) return NaN;
	const [year, month, ...rest] = parts.slice(1).map(Number);
	return Date.UTC(year, month - 1, ...rest);
}

module.exports = { isoMicros, isoMillis, isoSeconds, unixSeconds, amzDate, parseAmzDate };
