'use strict';

const { onExit } = require('signal-exit');

/**
 * What has to go whatever way this process ends. n8n runs in a process group of its own, so that
 * nothing that it starts outlives it; the price is that a Ctrl-C of the terminal does not reach it.
 */
const tasks = new Set();

// The last one first: a program ends before the folder goes that it writes to.
onExit(() => [...tasks].reverse().forEach(attempt));

/**
 * @param {() => void} task synchronous; called once, at the end of this process
 * @returns {() => void} takes it back
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
