'use strict';

const { spawn } = require('node:child_process');
const { createInterface } = require('node:readline');

const { atExit } = require('./cleanup');

const KEPT_LINES = 200;

/**
 * @typedef {object} Child
 * @property {string[]} lines the last lines of its stdout and stderr
 * @property {Promise<{ code: number|null, signal: string|null, error?: Error }>} ended
 * @property {() => boolean} isRunning
 * @property {(graceMs: number) => Promise<void>} stop terminates it; kills it after the grace period
 * @property {() => Promise<void>} kill kills it and everything that it started
 */

/**
 * Starts a program in its own process group, which ends with this process. Libraries that kill a tree
 * follow parent IDs and so miss orphans, or they let detached processes live on.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void }} [options]
 * @returns {Child}
 */
function startChild(command, args, { cwd, env = process.env, onLine } = {}) {
	const child = spawn(command, args, { cwd, env, detached: true, stdio: 'pipe' });
	const lines = [];
	for (const stream of [child.stdout, child.stderr]) {
		createInterface({ input: stream }).on('line', (line) => {
			lines.push(line);
			if (lines.length > KEPT_LINES) lines.shift();
			onLine?.(line);
		});
	}

	const signalGroup = (signal) => {
		try {
			process.kill(-child.pid, signal);
		} catch (error) {
			// The whole group has ended already.
			if (error.code !== 'ESRCH') throw error;
		}
	};
	const forget = atExit(() => child.pid && signalGroup('SIGKILL'));
	let isRunning = true;
	const ended = new Promise((resolve) => {
		const end = (result) => {
			isRunning = false;
			forget();
			resolve(result);
		};
		child.once('error', (error) => end({ code: null, signal: null, error }));
		// Whatever the cause, nothing that it started may outlive it.
		child.once('exit', () => signalGroup('SIGKILL'));
		child.once('close', (code, signal) => end({ code, signal }));
	});

	return {
		pid: child.pid,
		lines,
		ended,
		isRunning: () => isRunning,
		async stop(graceMs) {
			if (isRunning) child.kill('SIGTERM');
			const timer = setTimeout(() => signalGroup('SIGKILL'), graceMs);
			await ended;
			clearTimeout(timer);
		},
		async kill() {
			if (isRunning) signalGroup('SIGKILL');
			await ended;
		},
	};
}

module.exports = { startChild };
