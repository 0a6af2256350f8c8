'use strict';

/**
 * What has to go whatever way this process ends. n8n runs in a process group of its own, so that
 * nothing that it starts outlives it; the price is that a Ctrl-C of the terminal does not reach it.
 */

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

const tasks = new Set();
let isWatching = false;

/**
 * @param {() => void} task synchronous; called once, at the end of this process
 * @returns {() => void} takes it back
 */
function atExit(task) {
	if (!isWatching) watch();
	tasks.add(task);
	return () => tasks.delete(task);
}

function watch() {
	isWatching = true;
	// An uncaught error ends here as well.
	process.on('exit', () => {
		for (const task of [...tasks].reverse()) attempt(task);
	});
	for (const [signal, number] of Object.entries(SIGNALS)) {
		process.once(signal, () => process.exit(128 + number));
	}
}

function attempt(task) {
	try {
		task();
	} catch (error) {
		console.error(error);
	}
}

module.exports = { atExit };
