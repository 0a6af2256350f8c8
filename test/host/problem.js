'use strict';

/** A failure that the user can do something about: shown by its message, without a stack. */
class Problem extends Error {
	/**
	 * @param {string} happened
	 * @param {string} [advice] what to do
	 * @param {string[]} [lines] the last words of the program that failed
	 */
	constructor(happened, advice = '', lines = []) {
		const said = lines.map((line) => `  | ${line}`).join('\n');
		super([happened, said, advice].filter(Boolean).join('\n'));
		this.name = 'Problem';
	}
}

/**
 * Runs a script to its end: a failure is told in one message, and the exit code is 1.
 *
 * @param {() => Promise<void>} main
 */
function runScript(main) {
	main().catch((error) => {
		// Node.js names the path in the message of a failed system call: that says enough.
		const isToldByMessage = error instanceof Problem || error.syscall;
		console.error(isToldByMessage ? `\n${error.message}` : error);
		process.exit(1);
	});
}

module.exports = { Problem, runScript };
