'use strict';

/**
 * Preloaded into n8n. Ends n8n and everything that it started when the process that started it is gone,
 * even if that was killed and could not clean up.
 */

const { isMainThread } = require('node:worker_threads');

// n8n's worker threads load this as well, but have no stdin.
if (isMainThread) {
	process.stdin.on('error', () => {}).on('close', () => process.kill(0, 'SIGKILL'));
	process.stdin.resume();
}
