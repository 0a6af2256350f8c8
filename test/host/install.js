'use strict';

/** Installs an n8n into its own folder: `node test/host/install.js [--n8n 1.123]`. */

const { createHash } = require('node:crypto');
const {
	existsSync,
	mkdirSync,
	readFileSync,
	rmSync,
	statfsSync,
	writeFileSync,
} = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const { readArguments } = require('./arguments');
const { withLock } = require('./lock');
const { findRuntime, readEngines, versionOf } = require('./nodeRuntime');
const { npm } = require('./npm');
const { Problem, runScript } = require('./problem');
const { findVersion, manifestFor } = require('./versions');

/** n8n itself takes 2.2 GB; npm also keeps what it downloads. */
const NEEDED_GB = 4;
const HEARTBEAT_MS = 20_000;

/**
 * @typedef {object} Host an installed n8n
 * @property {string} version
 * @property {string} folder
 * @property {string} node path of the Node.js that it was installed with and runs on
 * @property {string} program path of n8n's script
 */

/**
 * @param {string} [wanted] a version, the start of a pinned one, or "latest" for the newest in the
 *   registry; by default the newest pinned one
 * @param {(line: string) => void} [log]
 * @returns {Promise<Host>}
 */
async function installHost(wanted, log = console.log) {
	const release = findVersion(
		wanted === 'latest' ? await askRegistry('latest', 'version') : wanted,
	);
	const installed = readStamp(release);
	if (installed) return installed;
	const { version, folder } = release;
	return await withLock(
		`${folder}.lock`,
		() => log(`Another process is installing n8n ${version}; waiting for it …`),
		async () => readStamp(release) ?? (await install(release, log)),
	);
}

/**
 * @param {string} version of n8n, or "latest"
 * @param {string} field of its manifest
 * @returns {Promise<string>}
 */
async function askRegistry(version, field) {
	// At log level error, so that warnings do not come before the answer.
	const args = ['view', `n8n@${version}`, field, '--loglevel=error'];
	const [answer] = await npm(args, { cwd: tmpdir() });
	if (!answer) throw new Problem(`The npm registry has no ${field} for n8n ${version}.`);
	return answer.trim();
}

async function install(release, log) {
	const { version, folder } = release;
	const since = Date.now();
	const manifest = release.manifest
		? JSON.parse(readFileSync(release.manifest, 'utf8'))
		: manifestFor(version, await askRegistry(version, 'engines.node'));
	log(`Installing n8n ${version} into ${folder}`);
	log(`  Only needed once. It takes about five minutes and up to ${NEEDED_GB} GB of disk.`);
	// Removes a partial install, which npm would keep to if there is no lock.
	rmSync(folder, { recursive: true, force: true });
	checkSpace(folder);
	writeFileSync(join(folder, 'package.json'), toJson(manifest));
	// Written rather than copied: files of a clone can be read-only, and npm must be able to change these.
	if (release.lock) writeFileSync(join(folder, 'package-lock.json'), readFileSync(release.lock));

	const runtime = await findRuntime(release, readEngines(manifest.engines.node), log);
	const { path: node, headers, version: nodeVersion } = runtime;
	const env = headers ? { npm_config_nodedir: headers } : {};
	const step = (label, args, unexplained) =>
		withHeartbeat(label, log, () => npm(args, { cwd: folder, node, env, unexplained }));

	// Without install scripts: n8n needs only that of sqlite3.
	await step('n8n and its dependencies', [
		release.lock ? 'ci' : 'install',
		'--legacy-peer-deps',
		'--ignore-scripts',
		...QUIET,
	]);
	await step(
		'sqlite3 for this Node.js',
		['rebuild', 'sqlite3', '--ignore-scripts=false', ...QUIET],
		'sqlite3 has to be compiled, which needs Python 3, make and a C++ compiler ' +
			'(on Debian and Ubuntu: apt-get install python3 make g++). Install them and run this again.',
	);
	const host = { version, folder, node, program: join(folder, 'node_modules/n8n/bin/n8n') };
	writeFileSync(stampOf(folder), toJson({ lock: hashOf(release), node, nodeVersion }));
	log(`Installed n8n ${version} in ${Math.round((Date.now() - since) / 1000)} s`);
	return host;
}

const QUIET = ['--no-audit', '--no-fund', '--no-progress'];

/** Written last: an interrupted install does not have one and is redone. */
const stampOf = (folder) => join(folder, 'installed.json');

/** The installed host, if it still matches what is pinned and its Node.js still exists. */
function readStamp(release) {
	const { version, folder } = release;
	if (!existsSync(stampOf(folder))) return undefined;
	const { lock, node, nodeVersion } = JSON.parse(readFileSync(stampOf(folder), 'utf8'));
	const program = join(folder, 'node_modules/n8n/bin/n8n');
	const isWhole =
		lock === hashOf(release) && existsSync(program) && versionOf(node) === nodeVersion;
	return isWhole ? { version, folder, node, program } : undefined;
}

/** Hash of the pinned manifest and lock; undefined for an unpinned version, where nothing can change. */
const hashOf = ({ manifest, lock }) =>
	manifest &&
	[manifest, lock]
		.reduce((hash, path) => hash.update(readFileSync(path)), createHash('sha256'))
		.digest('hex');

const toJson = (value) => JSON.stringify(value, null, '\t') + '\n';

function checkSpace(folder) {
	mkdirSync(folder, { recursive: true });
	const { bavail, bsize } = statfsSync(folder);
	const freeGb = (bavail * bsize) / 1e9;
	if (freeGb >= NEEDED_GB) return;
	throw new Problem(
		`There are ${freeGb.toFixed(1)} GB free in ${folder}; n8n needs ${NEEDED_GB} GB.`,
		'Free some space, or set LUMA_N8N_HOSTS to a folder on another disk.',
	);
}

/** npm prints nothing for minutes; a line now and then shows that it is still working. */
async function withHeartbeat(label, log, work) {
	log(`  ${label} …`);
	const since = Date.now();
	const seconds = () => Math.round((Date.now() - since) / 1000);
	const timer = setInterval(() => log(`  … ${seconds()} s`), HEARTBEAT_MS);
	try {
		await work();
	} finally {
		clearInterval(timer);
	}
}

if (require.main === module) {
	runScript(async () => {
		const { values } = readArguments({ n8n: { type: 'string' } }, 'The only flag is --n8n.');
		const { version, folder } = await installHost(values.n8n);
		console.log(`n8n ${version} is installed in ${folder}`);
	});
}

module.exports = { installHost };
