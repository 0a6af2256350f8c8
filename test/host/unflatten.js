'use strict';

/**
 * Reads the data of an execution. n8n stores it as one list, in which every text that stands in an
 * object or a list is the index of what it stands for (the format of the `flatted` package).
 *
 * @param {string} text
 * @returns {any}
 */
function unflatten(text) {
	const entries = JSON.parse(text);
	const made = new Map();

	const read = (index) => {
		const entry = entries[index];
		if (typeof entry !== 'object' || entry === null) return entry;
		if (made.has(index)) return made.get(index);
		const copy = Array.isArray(entry) ? [] : {};
		// Known before it is filled, since it can hold itself.
		made.set(index, copy);
		for (const [key, value] of Object.entries(entry)) {
			copy[key] = typeof value === 'string' ? read(value) : value;
		}
		return copy;
	};
	return read(0);
}

module.exports = { unflatten };
