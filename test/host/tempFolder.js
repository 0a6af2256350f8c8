'use strict';

const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const { atExit } = require('./cleanup');

/**
 * A folder that is gone when this process ends, or earlier by `remove()`.
 *
 * @param {string} name what its name starts with
 * @returns {{ path: string, remove: () => void }}
 */
function tempFolder(name) {
	const path = mkdtempSync(join(tmpdir(), `${name}-`));
	// A process that was just killed can still write for a moment.
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
