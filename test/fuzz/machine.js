'use strict';

/** What the random tests take from their environment, and where they tell of themselves. */

/** Fixed, so that the gate judges the change and not the luck of a draw. The release check draws its own. */
const USUAL_SEED = 20_261_125;

const seed = Number(process.env.LUMA_FUZZ_SEED ?? USUAL_SEED);
const factor = Number(process.env.LUMA_FUZZ_RUNS ?? 1);

if (!Number.isSafeInteger(seed) || !(factor > 0)) {
	throw new Error('LUMA_FUZZ_SEED has to be a whole number, and LUMA_FUZZ_RUNS more than 0');
}

/** @param {string} line */
const tell = (line) => process.stderr.write(`${line}\n`);

module.exports = { seed, factor, tell };
