'use strict';

/**
 * Loads a package as n8n does, in a separate process: `node loadChild.js <folder>`. Prints the
 * milliseconds for n8n's engine and for the package as JSON.
 */

const { tmpdir } = require('node:os');
const { join } = require('node:path');

process.env.N8N_USER_FOLDER = join(tmpdir(), 'n8n-nodes-luma-ai');
process.env.N8N_LOG_LEVEL = 'silent';

const began = performance.now();
const { PackageDirectoryLoader } = require('n8n-core');

async function main() {
	const engine = performance.now();
	const loader = new PackageDirectoryLoader(process.argv[2]);
	await loader.loadAll();
	console.log(
		JSON.stringify({
			engineMs: engine - began,
			packageMs: performance.now() - engine,
			nodes: Object.keys(loader.known.nodes),
		}),
	);
}

main().catch((error) => {
	console.error(error);
	process.exit(1);
});
