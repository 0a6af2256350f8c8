'use strict';

/** What is in files beside the code, for the check that no gateway misses its part. */

const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '../../..');

/** The files of the gateways, without the ending. */
const gatewayFiles = () =>
	readdirSync(join(ROOT, 'nodes/Luma/gateways')).map((name) => name.replace(/\.ts$/, ''));

const readText = (path) => readFileSync(join(ROOT, path), 'utf8');

const BLOCK = /(<!-- made from the gateways' records -->\n\n)[^]*?(\n\n<!-- end -->)/;

/**
 * The README's block for the support table.
 *
 * @param {string} table with LUMA_PAGE=1 it is written there
 * @returns {string|undefined} what the README has
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
