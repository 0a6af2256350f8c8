'use strict';

/**
 * Runs the suites on a real n8n: `npm run test:n8n -- [--n8n 1.123] [files or flags of jest]`; also
 * test:queue, test:survival and test:protected. Installs that n8n if needed.
 */

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const { installHost } = require('./install');
const { Problem, runScript } = require('./problem');
const { ROOT } = require('./versions');

/** Removes a flag and its value from the arguments; the rest are for jest. */
function takeFlag(args, flag, example) {
	const index = args.indexOf(flag);
	if (index < 0) return undefined;
	const [, value] = args.splice(index, 2);
	if (!value) throw new Problem(`${flag} needs a value.`, `For example: ${flag} ${example}`);
	return value;
}

runScript(async () => {
	const args = process.argv.slice(2);
	const version = takeFlag(args, '--n8n', '1.123');
	const suite = takeFlag(args, '--suite', 'queue') ?? 'n8n';
	const config = join(ROOT, 'test', suite, 'jest.config.js');
	if (!existsSync(config)) throw new Problem(`The suite "${suite}" does not exist.`);
	const host = await installHost(version);
	process.env.LUMA_N8N_VERSION = host.version;
	// In this process, so the emulator, the tests and their shared n8n end together.
	await require('jest').run(['--config', config, '--runInBand', ...args]);
});
