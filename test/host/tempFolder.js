'use strict';

const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const { atExit } = require('./cleanup');

/**
 * A folder that is removed when this process ends, or earlier with `remove()`.
 *
 * @param {string} name prefix of its name
 * @returns {{ path: string, remove: () => void }}
 */
function tempFolder(name) {
	const path = mkdtempSync(join(tmpdir(), `${name}-`));
	// A process that was just killed may still be writing.
	const clear = () => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
	const forget = atExit(clear);
	return {
		path,
		remove() {
			forget();
			clear();
		},
	};
}

module.exports = { tempFolder };
