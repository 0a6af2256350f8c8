/**
 * Searches for keys with the rules in .secretlintrc.json, in every file of the repository and in the packed
 * tarball. Needs a build (`npm run build`).
 */
const { execFileSync } = require('node:child_process');
const { readFileSync, writeFileSync } = require('node:fs');
const { basename, join } = require('node:path');

const { tempFolder } = require('../test/host/tempFolder');
const { ROOT, withPackage } = require('./packed');

const PROGRAM = join(ROOT, 'node_modules/secretlint/bin/secretlint.js');
const RULES = join(ROOT, '.secretlintrc.json');

/** One secret of each kind, built from parts so that this file contains none. */
const PLANTED = [
	...['sk-', 'hk-', 'luma-', 'luma-api-'].map((prefix) => prefix + 'a1B2c3D4'.repeat(4)),
	`ghp_${'a1B2c3D4e5F6'.repeat(3)}`,
	`npm_${'a1B2c3D4e5F6'.repeat(3)}`,
	`https://user:${'a1B2c3D4'.repeat(2)}@example.com/`,
];

/**
 * @param {string} folder secretlint reads only files inside it
 * @param {string[]} paths
 * @returns {Array<{ filePath: string, messages: any[] }>} the scanned files
 */
function scan(folder, paths) {
	// Not its standard output, which it truncates.
	const output = join(tempFolder('luma-ai-secrets').path, 'found.json');
	const flags = ['--secretlintrc', RULES, '--no-glob', '--format', 'json', '--output', output];
	execFileSync(process.execPath, [PROGRAM, ...flags, ...paths], { cwd: folder, stdio: 'pipe' });
	return JSON.parse(readFileSync(output, 'utf8'));
}

/** Proves that the scan would find each kind of secret. */
function proveDetection() {
	const { path } = tempFolder('luma-ai-planted');
	const names = PLANTED.map((_, index) => `${index}.js`);
	names.forEach((name, index) => {
		writeFileSync(join(path, name), `const key = '${PLANTED[index]}';\n`);
	});
	const detected = scan(path, names)
		.filter(({ messages }) => messages.length > 0)
		.map(({ filePath }) => basename(filePath));
	const undetected = PLANTED.filter((_, index) => !detected.includes(names[index]));
	if (undetected.length > 0) throw new Error(`The scan does not detect ${undetected.join(', ')}`);
}

async function main() {
	proveDetection();
	const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
		.split('\0')
		.filter(Boolean);
	const ours = scan(ROOT, tracked);
	const packed = await withPackage(async ({ folder, files }) =>
		scan(
			folder,
			files.map(({ path }) => path),
		),
	);
	const found = [...ours, ...packed].flatMap(({ filePath, messages }) =>
		messages.map(({ loc, message }) => `${filePath}:${loc.start.line}: ${message}`),
	);
	if (found.length > 0) throw new Error(found.join('\n'));
	console.log(
		`No secrets in ${ours.length} files of the repository and ${packed.length} of the tarball; all ${PLANTED.length} planted ones were detected.`,
	);
}

main().catch((error) => {
	console.error(error.message);
	process.exit(1);
});
