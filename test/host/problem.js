'use strict';

/** A failure that the user can do something about: shown as its message, without a stack. */
class Problem extends Error {
	/**
	 * @param {string} happened
	 * @param {string} [advice] what to do
	 * @param {string[]} [lines] the last output of the program that failed
	 */
	constructor(happened, advice = '', lines = []) {
		const output = lines.map((line) => `  | ${line}`).join('\n');
		super([happened, output, advice].filter(Boolean).join('\n'));
		this.name = 'Problem';
	}
}

/**
 * Runs a script: a failure is printed as one message, and sets exit code 1.
 *
 * @param {() => Promise<void>} main
 */
function runScript(main) {
	main().catch((error) => {
		// For a failed system call, Node.js's message names the path, so it needs no stack.
		const isClearFromMessage = error instanceof Problem || error.syscall;
		console.error(isClearFromMessage ? `\n${error.message}` : error);
		process.exit(1);
	});
}

module.exports = { Problem, runScript };
