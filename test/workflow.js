'use strict';

/** Builds workflows and nodes as n8n's editor would save them. */

let count = 0;

/** A workflow with these nodes in a row after a manual trigger. */
function chain(...nodes) {
	const all = [{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' }, ...nodes];
	return workflowOf(all, inLine(all));
}

/**
 * The connections of nodes in a row.
 *
 * @param {Array<{ name: string }>} nodes
 * @param {Record<string, string>} [back] by node name, the node that its second output leads back to
 */
function inLine(nodes, back = {}) {
	const names = nodes.map(({ name }) => name);
	const outputs = (name, next) => [next, back[name]].filter(Boolean).map((node) => [linkTo(node)]);
	const links = names.slice(1).map((next, index) => [names[index], outputs(names[index], next)]);
	return Object.fromEntries(links.map(([name, main]) => [name, { main }]));
}

function workflowOf(nodes, connections) {
	count += 1;
	return {
		name: `Suite ${count}`,
		nodes: nodes.map((node, index) => ({
			id: `${index}`,
			typeVersion: 1,
			position: [index * 200, 0],
			parameters: {},
			...node,
		})),
		connections,
		settings: { executionOrder: 'v1' },
	};
}

const linkTo = (node, type = 'main') => ({ node, type, index: 0 });

/** A node that outputs an item for each value. */
const give = (values, name = 'Items') => ({
	name,
	type: 'n8n-nodes-base.code',
	typeVersion: 2,
	parameters: { jsCode: `return ${JSON.stringify(values)}.map((json) => ({ json }))` },
});

const givePrompts = (...prompts) => give(prompts.map((prompt) => ({ prompt })));

/** A node that replaces each item with the result of an expression. */
const edit = (name, expression) => ({
	name,
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: { mode: 'raw', jsonOutput: `={{ JSON.stringify(${expression}) }}` },
});

module.exports = { chain, inLine, workflowOf, linkTo, give, givePrompts, edit };
