'use strict';

/** What the random tests take from their environment, and where they tell of themselves. */

const seed = Number(process.env.LUMA_FUZZ_SEED ?? Date.now() % 2 ** 31);
const factor = Number(process.env.LUMA_FUZZ_RUNS ?? 1);

if (!Number.isSafeInteger(seed) || !(factor > 0)) {
	throw new Error('LUMA_FUZZ_SEED has to be a whole number, and LUMA_FUZZ_RUNS more than 0');
}

/** @param {string} line */
const tell = (line) => process.stderr.write(`${line}\n`);

const heapUsed = () => process.memoryUsage().heapUsed;

module.exports = { seed, factor, tell, heapUsed };
