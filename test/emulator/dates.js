'use strict';

/** Luma's own services print microseconds (docs/gateways.md#timestamps: `2024-07-22T12:47:28.553735Z`). */
const isoMicros = (ms) => new Date(ms).toISOString().replace('Z', '735Z');

/** Finished tasks of the relays print milliseconds (docs/gateways.md#timestamps). */
const isoMillis = (ms) => new Date(ms).toISOString();

/** The Agents API prints whole seconds (docs/gateways.md#timestamps). */
const isoSeconds = (ms) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

const unixSeconds = (ms) => Math.floor(ms / 1000);

/** `20241015T085653Z`, the form of X-Amz-Date (docs/gateways.md#timestamps). */
const amzDate = (ms) => isoSeconds(ms).replace(/[-:]/g, '');

/**
 * @param {string} text an X-Amz-Date
 * @returns {number} milliseconds, NaN if it is not one
 */
function parseAmzDate(text) {
	const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '');
	if (!parts) return NaN;
	const [year, month, ...rest] = parts.slice(1).map(Number);
	return Date.UTC(year, month - 1, ...rest);
}

module.exports = { isoMicros, isoMillis, isoSeconds, unixSeconds, amzDate, parseAmzDate };
