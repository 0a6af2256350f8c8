import * as fc from 'fast-check';

import { factor, seed, tell } from './machine';

/*
 * How the random tests are run, and repeated: they print their seed and counts, and take them from
 *
 *   LUMA_FUZZ_SEED=123 LUMA_FUZZ_RUNS=0.1 npm run test:fuzz -- -t "the name of a test"
 *
 * `LUMA_FUZZ_RUNS` times the usual number of runs of each test. The same seed and the same factor
 * give the same runs.
 */

/** Checks a property with so many random inputs, and tells how many and by which seed. */
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
		tell(`${currentTestName}: ${runs} runs in ${seconds} s, seed ${seed}`);
	}
}
