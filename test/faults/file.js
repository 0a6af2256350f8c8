'use strict';

const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const PAGE = join(__dirname, '../../docs/faults.md');

/**
 * @param {string} text what the page should hold; written to it under `LUMA_PAGE=1`
 * @returns {string} what the page holds
 */
function page(text) {
	if (process.env.LUMA_PAGE) writeFileSync(PAGE, text);
	return readFileSync(PAGE, 'utf8');
}

module.exports = { page };
