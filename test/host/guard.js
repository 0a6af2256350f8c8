'use strict';

/**
 * Loaded into n8n before n8n itself. Ends it, with all that it started, when the process that
 * started it is gone: even one that was killed and could do nothing about it any more.
 */

const { isMainThread } = require('node:worker_threads');

// n8n's threads load this as well, and have no input of their own.
if (isMainThread) {
	process.stdin.on('error', () => {}).on('close', () => process.kill(0, 'SIGKILL'));
	process.stdin.resume();
}
