'use strict';

const { onExit } = require('signal-exit');

/**
 * Cleanup that must run however this process ends. n8n runs in its own process group so that nothing
 * it starts outlives it; as a consequence, Ctrl-C in the terminal does not reach it.
 */
const tasks = new Set();

// In reverse order: a program must end before its folder is removed.
onExit(() => [...tasks].reverse().forEach(attempt));

/**
 * @param {() => void} task synchronous; called once, at the end of this process
 * @returns {() => void} cancels the task
 */
function atExit(task) {
	tasks.add(task);
	return () => tasks.delete(task);
}

function attempt(task) {
	try {
		task();
	} catch (error) {
		console.error(error);
	}
}

module.exports = { atExit };
