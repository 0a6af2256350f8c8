const { execFileSync } = require('node:child_process');
const { rmSync } = require('node:fs');
const { join, resolve } = require('node:path');

const { tempFolder } = require('../test/host/tempFolder');

const ROOT = resolve(__dirname, '..');

/**
 * Runs `work` on the package as it would be published. Needs a build (`npm run build`).
 *
 * @template T
 * @param {(packed: { folder: string, filename: string, files: Array<{ path: string }>, size: number,
 * unpackedSize: number }) => Promise<T>} work gets the folder with the unpacked package and the output of
 * `npm pack`; sizes in bytes
 * @returns {Promise<T>}
 */
async function withPackage(work) {
	const { path: folder, remove } = tempFolder('luma-ai-package');
	try {
		const [packed] = JSON.parse(
			execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
				cwd: ROOT,
				stdio: ['ignore', 'pipe', 'ignore'],
			}),
		);
		const tarball = join(folder, packed.filename);
		execFileSync('tar', ['-xzf', tarball, '--strip-components=1'], { cwd: folder });
		rmSync(tarball);
		return await work({ ...packed, folder });
	} finally {
		remove();
	}
}

module.exports = { ROOT, withPackage };
