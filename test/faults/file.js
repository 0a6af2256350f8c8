'use strict';

const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const PAGE = join(__dirname, '../../docs/generated/faults.md');

/**
 * @param {string} text the expected page, which `LUMA_PAGE=1` writes to the file
 * @returns {string} the file's content
 */
function page(text) {
	if (process.env.LUMA_PAGE) writeFileSync(PAGE, text);
	return readFileSync(PAGE, 'utf8');
}

module.exports = { page };
