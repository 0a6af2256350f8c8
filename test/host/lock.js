'use strict';

const { mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const { lock } = require('proper-lockfile');

/** A lock that was not refreshed for this long belongs to a process that was killed. */
const STALE_MS = 60_000;
/** Every second, for an hour. */
const RETRIES = { retries: 3600, factor: 1, minTimeout: 1000, maxTimeout: 1000 };

/**
 * Runs `work` while holding a lock between processes, since several clones can share the hosts.
 *
 * @template T
 * @param {string} path of the lock
 * @param {() => void} onWait called once if another process holds the lock
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
