'use strict';

/** A package with one node that does nothing, as a baseline. */

const { mkdirSync, symlinkSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const { ROOT } = require('../scripts/packed');

const NODE = `'use strict';
const { NodeConnectionTypes } = require('n8n-workflow');
exports.Empty = class {
	constructor() {
		this.description = {
			displayName: 'Empty', name: 'empty', group: [], version: 1, description: '',
			defaults: { name: 'Empty' }, properties: [],
			inputs: [NodeConnectionTypes.Main], outputs: [NodeConnectionTypes.Main],
		};
	}
	async execute() {
		return [this.getInputData()];
	}
};
`;

/** Writes the package into a folder. */
function writeEmptyPackage(folder) {
	const n8n = { n8nNodesApiVersion: 1, credentials: [], nodes: ['dist/Empty.node.js'] };
	mkdirSync(join(folder, 'dist'), { recursive: true });
	writeFileSync(join(folder, 'dist/Empty.node.js'), NODE);
	const manifest = { name: 'n8n-nodes-empty', version: '1.0.0', n8n };
	writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
	linkModules(folder);
}

/** n8n provides these modules to its packages. */
const linkModules = (folder) =>
	symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');

module.exports = { linkModules, writeEmptyPackage };
