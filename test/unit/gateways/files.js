'use strict';

/** Reads files for the check that nothing is missing for a gateway. */

const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '../../..');

/** The files in gateways/, without the extension. */
const gatewayFiles = () =>
	readdirSync(join(ROOT, 'nodes/Luma/gateways')).map((name) => name.replace(/\.ts$/, ''));

const readText = (path) => readFileSync(join(ROOT, path), 'utf8');

const BLOCK = /(<!-- made from the gateways' records -->\n\n)[^]*?(\n\n<!-- end -->)/;

/**
 * The support table in the README.
 *
 * @param {string} table is written to the README if LUMA_PAGE is set
 * @returns {string|undefined} the table that the README has
 */
function readmeTable(table) {
	const readme = readText('README.md');
	if (process.env.LUMA_PAGE) {
		const replaced = readme.replace(BLOCK, (_, before, after) => before + table + after);
		writeFileSync(join(ROOT, 'README.md'), replaced);
		return table;
	}
	const [whole, before, after] = BLOCK.exec(readme) ?? [];
	return whole?.slice(before.length, -after.length);
}

module.exports = { gatewayFiles, readText, readmeTable };
