/**
 * Looks for keys where anybody could read them: in every file of the repository, and in the packed
 * tarball. Needs a build (`npm run build`).
 */
const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const { ROOT, withPackage } = require('./packed');

/** The keys of the gateways. What makes it one is its length, and that there is a digit in it. */
const KEY = '/\\b(?:sk|hk|luma(?:-api)?)-(?=[\\w-]*\\d)[\\w-]{16,}/';

/** Keys that are none: those of the tests and of the emulator count up to nine. */
const ALLOWED = [
	'/-0123456789$/',
	// That the tests of redaction look for, so it has to look like one.
	'sk-3nTqW8vZx1LmR5cK',
];

/** One of each kind, put together here so that this file holds none. */
const PLANTED = [
	...['sk-', 'hk-', 'luma-', 'luma-api-'].map((prefix) => prefix + 'a1B2c3D4'.repeat(4)),
	`ghp_${'a1B2c3D4e5F6'.repeat(3)}`,
	`npm_${'a1B2c3D4e5F6'.repeat(3)}`,
	`https://user:${'a1B2c3D4'.repeat(2)}@example.com/`,
];

/** @returns {Promise<(path: string, content: string) => Promise<string[]>>} what it finds, a line each */
async function scanner() {
	const { lintSource } = await import('@secretlint/core');
	const preset = await import('@secretlint/secretlint-rule-preset-recommend');
	const pattern = await import('@secretlint/secretlint-rule-pattern');
	const config = {
		rules: [
			{ id: '@secretlint/secretlint-rule-preset-recommend', rule: preset.creator },
			{
				id: '@secretlint/secretlint-rule-pattern',
				rule: pattern.creator,
				options: { patterns: [{ name: 'key of a gateway', patterns: [KEY] }], allows: ALLOWED },
			},
		],
	};
	return async (filePath, content) => {
		const source = { filePath, content, ext: '', contentType: 'text' };
		const { messages } = await lintSource({ source, options: { config, maskSecrets: true } });
		return messages.map(({ message, loc }) => `${filePath}:${loc.start.line}: ${message}`);
	};
}

/** A scan that finds nothing must be one that could have. */
async function proveSight(scan) {
	for (const key of PLANTED) {
		const found = await scan('planted.js', `const key = '${key}';`);
		if (found.length === 0) throw new Error(`The scan does not see ${key}`);
	}
}

async function scanFolder(scan, label, folder, paths) {
	const found = [];
	for (const path of paths) {
		const content = readFileSync(join(folder, path), 'utf8');
		const isText = !content.includes('\0');
		if (isText) found.push(...(await scan(join(label, path), content)));
	}
	return found;
}

async function main() {
	const scan = await scanner();
	await proveSight(scan);
	const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
		.split('\0')
		.filter(Boolean);
	const found = await scanFolder(scan, '', ROOT, tracked);
	const packed = await withPackage(async ({ folder, files }) => {
		const paths = files.map(({ path }) => path);
		found.push(...(await scanFolder(scan, 'tarball', folder, paths)));
		return paths;
	});
	if (found.length > 0) throw new Error(found.join('\n'));
	console.log(
		`No secrets in ${tracked.length} files of the repository and ${packed.length} of the tarball; all ${PLANTED.length} planted ones were seen.`,
	);
}

main().catch((error) => {
	console.error(error.message);
	process.exit(1);
});
