import * as fc from 'fast-check';

import { factor, seed, report } from './machine';

/*
 * Runs the randomized tests. They print their seed and their counts, and are repeated with
 *
 *   LUMA_FUZZ_SEED=123 LUMA_FUZZ_RUNS=0.1 npm run test:fuzz -- -t "the name of a test"
 *
 * `LUMA_FUZZ_RUNS` is a factor for the number of runs of each test. The same seed with the same factor
 * repeats the same runs.
 */

/** Checks a property with this many random inputs (times the factor), and reports their number and the seed. */
export async function check<T>(
	usualRuns: number,
	inputs: fc.Arbitrary<T>,
	holds: (input: T) => Promise<void> | void,
): Promise<void> {
	const numRuns = Math.max(1, Math.round(usualRuns * factor));
	const startedAt = Date.now();
	let runs = 0;
	const property = fc.asyncProperty(inputs, async (input) => {
		runs++;
		await holds(input);
	});
	try {
		await fc.assert(property, { seed, numRuns });
	} finally {
		const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
		const { currentTestName } = expect.getState();
		report(`${currentTestName}: ${runs} runs in ${seconds} s, seed ${seed}`);
	}
}
