'use strict';

const { existsSync } = require('node:fs');
const { chromium, selectors } = require('playwright-core');

/** Where systems install Chromium; `CHROMIUM` overrides them. */
const USUAL_PATHS = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/usr/bin/google-chrome-stable',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A browser that makes no requests on its own. */
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
			'Chromium was not found. Install it (on Debian and Ubuntu: apt-get install chromium), or set CHROMIUM=/path/to/chromium.',
		);
	}
	// n8n uses this attribute.
	selectors.setTestIdAttribute('data-test-id');
	return await chromium.launch({ executablePath, args: QUIET });
}

module.exports = { launchBrowser };
