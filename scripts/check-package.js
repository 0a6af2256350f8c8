/**
 * Checks the package before publishing: the rules of n8n's own scanner for community packages, over the
 * source and the packed tarball; and that the tarball contains what it should and has no dependencies.
 * Needs a build (`npm run build`).
 */
const { execFileSync } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const { ROOT, withPackage } = require('./packed');

/** Anything else in the tarball is a mistake: tests, maps, types, the docs' pictures. */
const EXPECTED = [
	/^package\.json$/,
	/^README\.md$/,
	/^LICENSE$/,
	/^dist\/(nodes|credentials)\/[\w/]+(\.node|\.credentials)?\.js$/,
	/^dist\/nodes\/\w+\/[\w.]+\.svg$/,
	/^dist\/nodes\/\w+\/\w+\.node\.json$/,
];

/** The modules that the code may require besides its own files. */
const MODULES = ['n8n-workflow', 'crypto'];

/** Fields that would install other code, or run some on the user's machine. */
const DEPENDENCIES = [
	'dependencies',
	'optionalDependencies',
	'bundleDependencies',
	'bundledDependencies',
];
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare'];

/** The scanner downloads a published version; this applies its rules to local files. */
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
			.map((file) => `The tarball should not contain ${file}`),
		...[...named, ...codexes, ...icons]
			.filter((file) => !existsSync(join(folder, file)))
			.map((file) => `The tarball lacks ${file}`),
	];
}

function checkManifest(manifest) {
	const peers = Object.keys(manifest.peerDependencies ?? {});
	return [
		...DEPENDENCIES.filter((field) => manifest[field]).map(
			(field) => `The package must not have ${field}`,
		),
		...INSTALL_SCRIPTS.filter((name) => manifest.scripts?.[name]).map(
			(name) => `The package must not run a script on ${name}`,
		),
		...(peers.join() === 'n8n-workflow'
			? []
			: [`Its only peer dependency must be n8n-workflow, not ${peers}`]),
	];
}

function checkRequired(files, folder) {
	return files
		.filter((file) => file.endsWith('.js'))
		.flatMap((file) => {
			const code = readFileSync(join(folder, file), 'utf8');
			return [...code.matchAll(/\b(?:require|import)\(([^)]*)\)/g)]
				.map(([, argument]) => argument.replace(/^["'](.*)["']$/, '$1'))
				.filter((name) => !name.startsWith('.') && !MODULES.includes(name))
				.map((name) => `${file} must not require ${name}`);
		});
}

/** Without dependencies, no vulnerability of one can reach a user, whatever an audit knows today. */
function checkInstalled() {
	const tree = execFileSync('npm', ['ls', '--omit=dev', '--all', '--json'], {
		cwd: ROOT,
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	return Object.keys(JSON.parse(tree).dependencies ?? {})
		.filter((name) => name !== 'n8n-workflow')
		.map((name) => `Installing the package would bring ${name}`);
}

async function check({ folder, filename, files, size, unpackedSize }) {
	const paths = files.map(({ path }) => path);
	const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	const found = [
		...checkContents(paths, manifest, folder),
		...checkManifest(manifest),
		...checkRequired(paths, folder),
		...checkInstalled(),
		...(await scan('Source', ROOT, ['package.json', '{nodes,credentials}/**/*.{js,ts,json}'])),
		...(await scan('Tarball', folder)),
	];
	if (found.length > 0) throw new Error(found.join('\n'));
	const kilobytes = (bytes) => `${Math.round(bytes / 1000)} kB`;
	console.log(
		`${filename}: ${files.length} files, ${kilobytes(size)} packed, ${kilobytes(unpackedSize)} unpacked; its only dependency is n8n-workflow. Source and tarball pass n8n's rules.`,
	);
}

withPackage(check).catch((error) => {
	console.error(error.message);
	process.exit(1);
});
