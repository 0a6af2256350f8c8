'use strict';

const sum = (values) => values.reduce((total, value) => total + value, 0);

const mean = (values) => sum(values) / values.length;

/** @param {number[]} values */
function median(values) {
	const sorted = [...values].sort((one, other) => one - other);
	const middle = sorted.length / 2;
	return sorted.length % 2 === 1
		? sorted[Math.floor(middle)]
		: (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Formats a table cell; a dash if a contender has no value. */
const shown = (value, digits = 1, unit = '') =>
	Number.isFinite(value) ? `${value.toFixed(digits)}${unit}` : '–';

module.exports = { mean, median, shown, sum };
