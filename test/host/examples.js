'use strict';

const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const { ROOT } = require('./versions');

const FOLDER = join(ROOT, 'examples');

/** Examples for one particular gateway; the others work with any. */
const GATEWAYS = { 'two-videos.json': 'openAiHk' };

/** @param {string} file */
const gatewayOf = (file) => GATEWAYS[file] ?? 'cometApi';

/** @returns {Array<{ file: string, workflow: any }>} every example workflow of this repository */
function readExamples() {
	return readdirSync(FOLDER)
		.filter((file) => file.endsWith('.json'))
		.map((file) => ({ file, workflow: JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) }));
}

/**
 * Selects a credential in each node of a workflow that can use one, as a user does.
 *
 * @param {any} workflow
 * @param {any[]} nodeTypes as n8n describes them
 * @param {Record<string, { id: string, name: string }>} credentials by their type
 */
function chooseCredentials(workflow, nodeTypes, credentials) {
	const nodes = workflow.nodes.map((node) => {
		const usable = credentialTypesOf(node, nodeTypes).filter((type) => type in credentials);
		if (usable.length === 0) return node;
		const chosen = Object.fromEntries(usable.map((type) => [type, credentials[type]]));
		return { ...node, credentials: { ...node.credentials, ...chosen } };
	});
	return { ...workflow, nodes };
}

/** @returns {string[]} the types of credentials that a node of this type can have */
const credentialTypesOf = ({ type }, nodeTypes) =>
	nodeTypes.find(({ name }) => name === type)?.credentials?.map(({ name }) => name) ?? [];

module.exports = { readExamples, gatewayOf, chooseCredentials };
