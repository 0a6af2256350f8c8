'use strict';

const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const { Problem } = require('./problem');

const ROOT = resolve(__dirname, '../..');
const PINNED = join(ROOT, 'test/host/pinned');

/**
 * A version of n8n to install. A pinned one has a manifest and a lock; they are not named package.json,
 * or tools would take their folder for a package of this repository.
 *
 * @typedef {object} Release
 * @property {string} version e.g. 2.41.1
 * @property {string} folder where it is installed
 * @property {string} [manifest] path
 * @property {string} [lock] path
 */

/** @returns {string[]} newest first */
function pinnedVersions() {
	return readdirSync(PINNED)
		.filter((name) => existsSync(manifestOf(name)))
		.sort((a, b) => compareVersions(b, a));
}

const manifestOf = (version) => join(PINNED, version, 'host.json');

/**
 * @param {string} [wanted] a pinned version or the start of one, e.g. 1.123, or any other full version;
 *   by default the newest pinned one
 * @returns {Release}
 */
function findVersion(wanted) {
	const versions = pinnedVersions();
	const version = wanted
		? versions.find((one) => one === wanted || one.startsWith(`${wanted}.`))
		: versions[0];
	const hosts = resolve(process.env.LUMA_N8N_HOSTS || join(ROOT, '.n8n-host'));
	if (version) {
		const lock = join(PINNED, version, 'host-lock.json');
		return { version, folder: join(hosts, version), manifest: manifestOf(version), lock };
	}
	checkUnpinned(wanted, versions);
	return { version: wanted, folder: join(hosts, wanted) };
}

function checkUnpinned(wanted, versions) {
	const advice =
		`Versions pinned in test/host/pinned: ${versions.join(', ')}. ` +
		`You can also name any other full version, or "latest" for the newest.`;
	if (!/^\d+(\.\d+){0,2}$/.test(wanted)) {
		throw new Problem(`"${wanted}" is not a version of n8n.`, advice);
	}
	const oldest = versions.at(-1);
	if (compareVersions(wanted, oldest) < 0) {
		throw new Problem(`n8n ${wanted} is too old: this package needs ${oldest} or newer.`, advice);
	}
	if (wanted.split('.').length < 3) {
		throw new Problem(`n8n ${wanted} is not pinned here and is not a full version.`, advice);
	}
}

/**
 * The manifest for installing an unpinned n8n. A registry may lack packages that the overrides of the
 * pinned n8n replace, so they apply to its whole major version.
 *
 * @param {string} version
 * @param {string} node the Node.js range in that n8n's own manifest
 */
function manifestFor(version, node) {
	const major = version.split('.')[0];
	const relative = pinnedVersions().find((one) => one.split('.')[0] === major);
	const { overrides } = relative ? JSON.parse(readFileSync(manifestOf(relative), 'utf8')) : {};
	return {
		name: 'n8n-host',
		version: '1.0.0',
		private: true,
		dependencies: { n8n: version },
		engines: { node },
		overrides,
	};
}

/** Compares numerically, part by part; a missing part counts as 0. */
function compareVersions(a, b) {
	const [left, right] = [a, b].map((version) => version.split('.').map(Number));
	for (let i = 0; i < Math.max(left.length, right.length); i++) {
		const difference = (left[i] ?? 0) - (right[i] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}

module.exports = { ROOT, findVersion, pinnedVersions, manifestFor, compareVersions };
