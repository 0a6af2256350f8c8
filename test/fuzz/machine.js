'use strict';

/** The seed, the number of runs and the output of the randomized tests. */

/** Fixed, so the gate's result depends on the change, not on luck. The release check draws its own seed. */
const USUAL_SEED = 20_261_125;

const seed = Number(process.env.LUMA_FUZZ_SEED ?? USUAL_SEED);
const factor = Number(process.env.LUMA_FUZZ_RUNS ?? 1);

if (!Number.isSafeInteger(seed) || !(factor > 0)) {
	throw new Error('LUMA_FUZZ_SEED must be an integer, and LUMA_FUZZ_RUNS must be above 0');
}

/** @param {string} line */
const report = (line) => process.stderr.write(`${line}\n`);

module.exports = { seed, factor, report };
