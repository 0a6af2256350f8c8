'use strict';

const { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } = require('node:fs');
const { dirname } = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');

const { atExit } = require('./cleanup');

/**
 * Does something while no other process does it: hosts can be shared by several clones.
 *
 * @template T
 * @param {string} path of the lock
 * @param {() => void} onWait called once where another process is at it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withLock(path, onWait, work) {
	mkdirSync(dirname(path), { recursive: true });
	for (let told = false; !take(path); told = true) {
		if (!told) onWait();
		await pause(1000);
	}
	const release = () => rmSync(path, { force: true });
	const forget = atExit(release);
	try {
		return await work();
	} finally {
		forget();
		release();
	}
}

function take(path) {
	try {
		const file = openSync(path, 'wx');
		writeSync(file, String(process.pid));
		closeSync(file);
		return true;
	} catch (error) {
		if (error.code !== 'EEXIST') throw error;
		if (isHeld(path)) return false;
		// Its owner was killed.
		rmSync(path, { force: true });
		return take(path);
	}
}

function isHeld(path) {
	try {
		const owner = Number(readFileSync(path, 'utf8'));
		// An owner that has not written its number yet counts.
		if (owner) process.kill(owner, 0);
		return true;
	} catch (error) {
		return error.code === 'EPERM';
	}
}

module.exports = { withLock };
