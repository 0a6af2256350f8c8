'use strict';

/** Finds citations of our documents, e.g. `docs/gateways.md#unknown-tasks`, and where they lead. */

const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { dirname, join, normalize } = require('node:path');

const ROOT = join(__dirname, '../../..');
const FOLDERS = ['nodes', 'credentials', 'test', 'bench', 'docs', 'scripts', 'examples'];
const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'];
const TEXT = /\.(ts|js|mjs|json|md)$/;

function* filesIn(folder) {
	for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
		const path = `${folder}/${entry.name}`;
		if (entry.isDirectory()) yield* filesIn(path);
		else if (TEXT.test(path) && !/host-lock|\/built\//.test(path)) yield path;
	}
}

/** GitHub's anchor of a heading. */
const slugOf = (heading) =>
	heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s_-]/gu, '')
		.replace(/\s/g, '-');

const anchors = new Map();
function anchorsOf(page) {
	if (!anchors.has(page)) {
		const headings = readFileSync(join(ROOT, page), 'utf8').matchAll(/^#+ (.+)$/gm);
		anchors.set(page, new Set([...headings].map(([, heading]) => slugOf(heading.trim()))));
	}
	return anchors.get(page);
}

function isBroken(page, anchor) {
	if (!existsSync(join(ROOT, page))) return true;
	return Boolean(anchor) && page.endsWith('.md') && !anchorsOf(page).has(anchor);
}

/** Citations in code, by the page's path from the root, and links in pages, by a relative path. */
function citationsIn(file) {
	const text = readFileSync(join(ROOT, file), 'utf8');
	const inCode = [...text.matchAll(/\b(docs\/[\w./-]+\.md)(?:#([\w-]+))?/g)].map(
		([, page, anchor]) => [page, anchor],
	);
	if (!file.endsWith('.md')) return inCode;
	return [...text.matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([\w-]+))?\)/g)].map(([, path, anchor]) => [
		path === '' ? file : normalize(join(dirname(file), path)),
		anchor,
	]);
}

/** @returns {string[]} `file: page#anchor` of each citation that leads nowhere */
function brokenCitations() {
	const files = [...PAGES, ...FOLDERS.flatMap((folder) => [...filesIn(folder)])];
	return files.flatMap((file) =>
		citationsIn(file)
			.filter(([page, anchor]) => isBroken(page, anchor))
			.map(([page, anchor]) => `${file}: ${page}${anchor ? `#${anchor}` : ''}`),
	);
}

module.exports = { brokenCitations, isBroken };
