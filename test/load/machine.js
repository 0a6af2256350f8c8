'use strict';

/** Settings and helpers of the load tests that depend on the machine. */

const { execFile } = require('node:child_process');
const { join } = require('node:path');
const { promisify } = require('node:util');

const { report } = require('../fuzz/machine');

/** The number of items; use fewer while trying things out: `LUMA_LOAD_ITEMS=300 npm run test:load`. */
const MANY = Number(process.env.LUMA_LOAD_ITEMS ?? 2_000);

/**
 * Runs executions in a separate process.
 *
 * @param {number} executions
 * @param {number} leakedBytes that each of them keeps
 * @returns {Promise<{ heap: number[], failed: number }>} heap in bytes after every ten executions, and
 * how many of them had failures
 */
async function runExecutions(executions, leakedBytes) {
	const script = join(__dirname, 'executions.js');
	const args = ['--expose-gc', script, String(executions), String(leakedBytes)];
	const { stdout } = await promisify(execFile)(process.execPath, args);
	return JSON.parse(stdout);
}

const heapUsed = () => process.memoryUsage().heapUsed;

module.exports = { MANY, heapUsed, runExecutions, report };
