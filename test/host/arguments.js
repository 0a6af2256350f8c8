'use strict';

const { parseArgs } = require('node:util');

const { Problem } = require('./problem');

/**
 * Reads the flags of this script.
 *
 * @param {import('node:util').ParseArgsConfig['options']} options
 * @param {string} usage shown if the arguments are invalid
 * @param {boolean} [allowPositionals]
 * @returns {{ values: Record<string, any>, positionals: string[] }}
 */
function readArguments(options, usage, allowPositionals = false) {
	try {
		return parseArgs({ options, allowPositionals });
	} catch (error) {
		throw new Problem(error.message.split('. ')[0], usage);
	}
}

/**
 * @param {string|undefined} text
 * @param {string} flag
 * @returns {number|undefined}
 */
function readPort(text, flag) {
	if (text === undefined) return undefined;
	const port = Number(text);
	if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
	throw new Problem(`${flag} is "${text}", not a port number.`, 'Choose a number from 1 to 65535.');
}

module.exports = { readArguments, readPort };
