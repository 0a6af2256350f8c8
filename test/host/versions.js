'use strict';

const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const { Problem } = require('./problem');

const ROOT = resolve(__dirname, '../..');
const MANIFESTS = join(ROOT, 'test/host/pinned');

/**
 * A pinned n8n. Its manifest and lock are not called package.json, so that no tool takes their
 * folder for a package of this repository.
 *
 * @typedef {object} Pinned
 * @property {string} version e.g. 2.41.1
 * @property {string} manifest path
 * @property {string} lock path
 * @property {string} folder where it is installed
 * @property {{ oldest: string, below?: string }} node the versions of Node.js that it runs on
 */

/** @returns {string[]} newest first */
function pinnedVersions() {
	return readdirSync(MANIFESTS)
		.filter((name) => existsSync(join(MANIFESTS, name, 'host.json')))
		.sort((a, b) => compareVersions(b, a));
}

/**
 * @param {string} [wanted] a whole version or the start of one, e.g. 1.123; the newest by default
 * @returns {Pinned}
 */
function findVersion(wanted) {
	const versions = pinnedVersions();
	const version = wanted
		? versions.find((one) => one === wanted || one.startsWith(`${wanted}.`))
		: versions[0];
	if (!version) throw unknown(wanted, versions);
	const manifest = join(MANIFESTS, version, 'host.json');
	const { engines } = JSON.parse(readFileSync(manifest, 'utf8'));
	const [, oldest, below] = /^>=([\d.]+)(?: <([\d.]+))?$/.exec(engines.node);
	const hosts = process.env.LUMA_N8N_HOSTS || join(ROOT, '.n8n-host');
	return {
		version,
		manifest,
		lock: join(MANIFESTS, version, 'host-lock.json'),
		folder: join(resolve(hosts), version),
		node: { oldest, below },
	};
}

function unknown(wanted, versions) {
	const pinned = `Versions that are pinned in test/host/pinned: ${versions.join(', ')}.`;
	if (!/^\d+(\.\d+)*$/.test(wanted))
		return new Problem(`"${wanted}" is no version of n8n.`, pinned);
	const oldest = versions.at(-1);
	return compareVersions(wanted, oldest) < 0
		? new Problem(`n8n ${wanted} is too old: this package needs ${oldest} or newer.`, pinned)
		: new Problem(`n8n ${wanted} is not pinned here.`, pinned);
}

/** Number by number; a missing one counts as 0. */
function compareVersions(a, b) {
	const [left, right] = [a, b].map((version) => version.split('.').map(Number));
	for (let i = 0; i < Math.max(left.length, right.length); i++) {
		const difference = (left[i] ?? 0) - (right[i] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}

module.exports = { ROOT, findVersion, pinnedVersions, compareVersions };
