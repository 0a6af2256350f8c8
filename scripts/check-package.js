/**
 * What n8n checks of a community package, before anybody publishes it: the rules of n8n's own
 * scanner over the source and over the packed tarball, and that the tarball holds what it should.
 * Needs a build (`npm run build`).
 */
const { execFileSync } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join, resolve } = require('node:path');

const ROOT = resolve(__dirname, '..');

/** Everything else in the tarball is a mistake: tests, maps, types, pictures of the docs. */
const EXPECTED = [
	/^package\.json$/,
	/^README\.md$/,
	/^LICENSE$/,
	/^dist\/(nodes|credentials)\/[\w/]+(\.node|\.credentials)?\.js$/,
	/^dist\/nodes\/\w+\/[\w.]+\.svg$/,
	/^dist\/nodes\/\w+\/\w+\.node\.json$/,
];

/** The scanner looks for the package of a published version; these are the rules it applies. */
async function scan(label, folder, patterns) {
	const { analyzePackage } = await import('@n8n/scan-community-package/scanner/scanner.mjs');
	const { passed, message, details } = await analyzePackage(folder, patterns);
	return passed ? [] : [`${label}: ${message}\n${details ?? ''}`];
}

function checkContents(files, manifest, folder) {
	const { nodes, credentials } = manifest.n8n;
	const named = [...nodes, ...credentials, 'README.md', 'LICENSE'];
	const codexes = nodes.map((path) => path.replace(/\.js$/, '.json'));
	const icons = nodes.flatMap((path) => {
		const { icon } = Object.values(require(join(ROOT, path))).map((Node) => new Node())[0]
			.description;
		return Object.values(icon).map((file) => join(path, '..', file.replace('file:', '')));
	});
	return [
		...files
			.filter((file) => !EXPECTED.some((pattern) => pattern.test(file)))
			.map((file) => `The tarball should not hold ${file}`),
		...[...named, ...codexes, ...icons]
			.filter((file) => !existsSync(join(folder, file)))
			.map((file) => `The tarball lacks ${file}`),
		...(Object.keys(manifest.dependencies ?? {}).length > 0
			? ['The package must not have runtime dependencies']
			: []),
	];
}

async function main() {
	const folder = mkdtempSync(join(tmpdir(), 'luma-ai-package-'));
	try {
		const [{ filename, files, size, unpackedSize }] = JSON.parse(
			execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
				cwd: ROOT,
				stdio: ['ignore', 'pipe', 'ignore'],
			}),
		);
		execFileSync('tar', ['-xzf', filename, '--strip-components=1'], { cwd: folder });
		rmSync(join(folder, filename));
		const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

		const found = [
			...checkContents(
				files.map(({ path }) => path),
				manifest,
				folder,
			),
			...(await scan('Source', ROOT, ['package.json', '{nodes,credentials}/**/*.{js,ts,json}'])),
			...(await scan('Tarball', folder)),
		];
		if (found.length > 0) throw new Error(found.join('\n'));
		const kilobytes = (bytes) => `${Math.round(bytes / 1000)} kB`;
		console.log(
			`${filename}: ${files.length} files, ${kilobytes(size)} packed, ${kilobytes(unpackedSize)} unpacked. Source and tarball pass n8n's rules.`,
		);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

main().catch((error) => {
	console.error(error.message);
	process.exit(1);
});
