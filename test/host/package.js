'use strict';

const { execFileSync } = require('node:child_process');
const { existsSync, mkdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const { withLock } = require('./lock');
const { npm } = require('./npm');
const { Problem } = require('./problem');
const { ROOT } = require('./versions');

const NAME = 'n8n-nodes-luma-ai';

/**
 * Builds and packs this package as for publishing.
 *
 * @param {string} folder where the tarball goes
 * @returns {Promise<string>} its path
 */
async function packPackage(folder) {
	if (!existsSync(join(ROOT, 'node_modules'))) {
		throw new Problem('This clone is not set up yet.', 'Run `npm ci` first.');
	}
	// Suites can run in parallel, and all of them build into the same folder.
	const lock = join(ROOT, 'node_modules/.cache/luma-package.lock');
	return await withLock(
		lock,
		() => {},
		async () => {
			await npm(['run', 'build'], { cwd: ROOT, unexplained: 'The package does not build.' });
			const lines = await npm(['pack', '--ignore-scripts', '--pack-destination', folder], {
				cwd: ROOT,
			});
			const name = lines.findLast((line) => line.endsWith('.tgz'));
			return join(folder, name);
		},
	);
}

/**
 * Unpacks a packed package to where n8n keeps a user's community packages.
 *
 * @param {string} tarball
 * @param {string} userFolder of n8n
 */
function unpackPackage(tarball, userFolder) {
	const target = packageFolder(userFolder);
	if (existsSync(target)) {
		const { version } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'));
		throw new Problem(
			`${NAME} ${version} is already in ${target}; its node types would clash.`,
			'Remove it, or use another user folder.',
		);
	}
	mkdirSync(target, { recursive: true });
	execFileSync('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
}

const packageFolder = (userFolder) => join(userFolder, '.n8n/nodes/node_modules', NAME);

module.exports = { packPackage, unpackPackage };
