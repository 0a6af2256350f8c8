'use strict';

const { mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const { lock } = require('proper-lockfile');

/** An owner that did not touch its lock for so long was killed. */
const STALE_MS = 60_000;
/** Once a second, for an hour. */
const RETRIES = { retries: 3600, factor: 1, minTimeout: 1000, maxTimeout: 1000 };

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
	const take = (retries) =>
		lock(path, { lockfilePath: path, realpath: false, stale: STALE_MS, retries });
	const release = await take(0).catch((error) => {
		if (error.code !== 'ELOCKED') throw error;
		onWait();
		return take(RETRIES);
	});
	try {
		return await work();
	} finally {
		await release();
	}
}

module.exports = { withLock };
