'use strict';

const { existsSync } = require('node:fs');
const { chromium, selectors } = require('playwright-core');

/** Where systems keep a Chromium; `CHROMIUM` names another one. */
const USUAL_PATHS = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/usr/bin/google-chrome-stable',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A browser that calls nobody by itself. */
const QUIET = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** @returns {Promise<import('playwright-core').Browser>} */
async function launchBrowser() {
	const executablePath = [process.env.CHROMIUM, ...USUAL_PATHS].find(
		(path) => path && existsSync(path),
	);
	if (!executablePath) {
		throw new Error(
			'There is no Chromium here. Install one (on Debian and Ubuntu: apt-get install chromium), or name it by CHROMIUM=/path/to/chromium.',
		);
	}
	// n8n writes it so.
	selectors.setTestIdAttribute('data-test-id');
	return await chromium.launch({ executablePath, args: QUIET });
}

module.exports = { launchBrowser };
