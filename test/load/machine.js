'use strict';

/** What the load tests take from their machine. */

const { execFile } = require('node:child_process');
const { join } = require('node:path');
const { promisify } = require('node:util');

const { tell } = require('../fuzz/machine');

/** How many items; fewer are enough while something is tried: `LUMA_LOAD_ITEMS=300 npm run test:load`. */
const MANY = Number(process.env.LUMA_LOAD_ITEMS ?? 2_000);

/**
 * Runs executions in a process of their own.
 *
 * @param {number} executions
 * @param {number} leakedBytes that each of them keeps
 * @returns {Promise<{ heap: number[], failed: number }>} bytes after every tenth of them, and how
 * many had failures
 */
async function runExecutions(executions, leakedBytes) {
	const script = join(__dirname, 'executions.js');
	const args = ['--expose-gc', script, String(executions), String(leakedBytes)];
	const { stdout } = await promisify(execFile)(process.execPath, args);
	return JSON.parse(stdout);
}

const heapUsed = () => process.memoryUsage().heapUsed;

module.exports = { MANY, heapUsed, runExecutions, tell };
