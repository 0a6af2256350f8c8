'use strict';

const { delimiter, dirname } = require('node:path');

const { startChild } = require('./childProcess');
const { Problem } = require('./problem');

/** Settings that `npm run …` passes to this script: they are meant for this repository. */
const OF_THE_CALLER =
	/^(npm_package_|npm_lifecycle_|npm_config_(local_prefix|prefix|ignore_scripts|legacy_peer_deps)$)/i;

/** npm's codes and messages, what they mean, and what to do. */
const CAUSES = [
	[/\bENOSPC\b|no space left/i, 'The disk is full.', 'Free some space and run this again.'],
	[
		/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|E5\d\d)\b|network/i,
		'npm could not reach its registry.',
		'Check the network, the proxy and `npm config get registry`, then run this again.',
	],
	[/\b(E404|ETARGET)\b/, 'The npm registry lacks a package.', 'Check `npm config get registry`.'],
	[/\b(EACCES|EPERM|EROFS)\b/, 'A folder cannot be written.', 'Check who owns it.'],
];

/**
 * @param {string[]} args
 * @param {object} options
 * @param {string} options.cwd
 * @param {string} [options.node] the Node.js that runs npm and its child processes
 * @param {NodeJS.ProcessEnv} [options.env] added to the environment of this process
 * @param {string} [options.unexplained] advice for failures without a known cause
 * @returns {Promise<string[]>} the last lines that npm printed
 */
async function npm(args, { cwd, node = process.execPath, env = {}, unexplained = '' }) {
	const inherited = Object.entries(process.env).filter(([name]) => !OF_THE_CALLER.test(name));
	const child = startChild('npm', args, {
		cwd,
		env: {
			...Object.fromEntries(inherited),
			PATH: dirname(node) + delimiter + process.env.PATH,
			...env,
		},
	});
	const { code, error } = await child.ended;
	if (code === 0) return child.lines;
	if (error) throw new Problem(`npm could not be started: ${error.message}`, 'Is it installed?');
	const output = child.lines.join('\n');
	const [, cause, advice] = CAUSES.find(([pattern]) => pattern.test(output)) ?? [, '', unexplained];
	const happened = [`npm ${args[0]} failed.`, cause].filter(Boolean).join(' ');
	throw new Problem(happened, advice, lastWords(child.lines));
}

/** Leaves out where npm's log is, which does not help the reader of this output. */
const lastWords = (lines) =>
	lines
		.filter((line) => /\S/.test(line) && !/npm (warn|notice)|complete log/i.test(line))
		.slice(-8);

module.exports = { npm };
