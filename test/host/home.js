'use strict';

const { installHost } = require('./install');
const { packPackage } = require('./package');
const { tempFolder } = require('./tempFolder');

/**
 * Shared by all processes of one n8n.
 *
 * @typedef {object} Home
 * @property {import('./install').Host} host the program
 * @property {string} tarball this package, packed
 * @property {string} path a folder that is removed at the end
 * @property {() => void} remove
 */

/**
 * @param {object} options
 * @param {string} [options.version] by default the newest one pinned in test/host/pinned
 * @param {string} [options.packageTarball] built and packed from this clone by default
 * @param {(line: string) => void} [options.log]
 * @returns {Promise<Home>}
 */
async function openHome({ version, packageTarball, log = () => {} }) {
	const host = await installHost(version, log);
	const { path, remove } = tempFolder('n8n-luma');
	try {
		if (!packageTarball) log('Building and packing this package');
		const tarball = packageTarball ?? (await packPackage(path));
		return { host, tarball, path, remove };
	} catch (error) {
		remove();
		throw error;
	}
}

module.exports = { openHome };
