'use strict';

/** Reads the imports and exports of the node's source, for the checks of the architecture. */

const { readdirSync, readFileSync } = require('node:fs');
const { dirname, join, normalize } = require('node:path');

const ROOT = join(__dirname, '../..');

function* filesIn(folder) {
	for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
		const path = `${folder}/${entry.name}`;
		if (entry.isDirectory()) yield* filesIn(path);
		else if (path.endsWith('.ts')) yield path;
	}
}

/** The room of a file: a folder of nodes/Luma, `Luma.node`, `LumaTrigger` or `credentials`. */
function roomOf(path) {
	const [top, node, room] = path.split('/');
	if (top !== 'nodes') return top;
	if (node !== 'Luma') return node;
	return room.replace(/\.ts$/, '');
}

/** What follows `import` or `export`, without the quotes of the module: `{ a } from './b`. */
const IMPORT = /^(?:im|ex)port\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;

function importsIn(text, file) {
	return [...text.matchAll(IMPORT)].map(([, isType, source]) => {
		const isOwn = source.startsWith('.');
		const to = isOwn ? roomOf(normalize(join(dirname(file), source))) : source;
		return { file, from: roomOf(file), to, isOwn, isType: Boolean(isType) };
	});
}

const EXPORT =
	/^export (?:async )?(?:abstract )?(?:const|let|function\*?|class|interface|type|enum) (\w+)/gm;

/** Exported names; those that n8n finds by their name, `description` and the like, are members of classes. */
const exportsIn = (text) => [...text.matchAll(EXPORT)].map(([, name]) => name);

/**
 * @returns {Array<{ path: string, lines: number, imports: ReturnType<typeof importsIn>, exports: string[] }>}
 *   every source file
 */
const sourceFiles = () =>
	[...filesIn('nodes'), ...filesIn('credentials')].map((path) => {
		const text = readFileSync(join(ROOT, path), 'utf8');
		return {
			path,
			lines: text.split('\n').length - 1,
			imports: importsIn(text, path),
			exports: exportsIn(text),
		};
	});

module.exports = { exportsIn, importsIn, sourceFiles };
