'use strict';

/** Pseudo-random numbers, the same in every run. */

/** @param {number} seed @returns {() => number} from 0 to below 1 (mulberry32) */
function randomOf(seed) {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Render times are given in whole milliseconds. */
const rounded = (seconds) => Math.round(seconds * 1000) / 1000;

/** Render times spread by a tenth around one, so that they end at any point of a poll schedule. */
function around(seconds, count, seed) {
	const random = randomOf(seed);
	return Array.from({ length: count }, () => rounded(seconds * (0.9 + 0.2 * random())));
}

/** Realistic render times: log-normal with a median of 90 s and sigma 0.5. */
function mixed(count, seed) {
	const random = randomOf(seed);
	const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
	return Array.from({ length: count }, () => rounded(90 * Math.exp(0.5 * normal())));
}

module.exports = { around, mixed, randomOf };
