'use strict';

/**
 * The suite on a real n8n: `npm run test:n8n -- [--n8n 1.123] [files or flags of jest]`. Installs that
 * n8n if needed.
 */

const { join } = require('node:path');

const { installHost } = require('./install');
const { Problem, runScript } = require('./problem');
const { ROOT } = require('./versions');

/** Only `--n8n` is ours; whatever else stands there is for jest. */
function readVersion(args) {
	const index = args.indexOf('--n8n');
	if (index < 0) return { version: undefined, rest: args };
	const version = args[index + 1];
	if (!version)
		throw new Problem('--n8n needs a version.', 'For example: npm run test:n8n -- --n8n 1.123');
	return { version, rest: [...args.slice(0, index), ...args.slice(index + 2)] };
}

runScript(async () => {
	const { version, rest } = readVersion(process.argv.slice(2));
	const host = await installHost(version);
	process.env.LUMA_N8N_VERSION = host.version;
	const config = join(ROOT, 'test/n8n/jest.config.js');
	// In this process: the emulator, the tests and the n8n that they share are one run.
	await require('jest').run(['--config', config, '--runInBand', ...rest]);
});
