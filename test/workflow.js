'use strict';

/** Workflows and their parts, as n8n's editor would save them. */

let count = 0;

/** A workflow in which each node gives to the next, from a manual trigger on. */
function chain(...nodes) {
	const all = [{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' }, ...nodes];
	return workflowOf(all, inLine(all));
}

/**
 * The connections of nodes of which each gives to the next.
 *
 * @param {Array<{ name: string }>} nodes
 * @param {Record<string, string>} [back] for a node, where its second output leads back to
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

/** A node that gives an item for each of these values. */
const give = (values, name = 'Items') => ({
	name,
	type: 'n8n-nodes-base.code',
	typeVersion: 2,
	parameters: { jsCode: `return ${JSON.stringify(values)}.map((json) => ({ json }))` },
});

const givePrompts = (...prompts) => give(prompts.map((prompt) => ({ prompt })));

/** A node that makes of each item what an expression says. */
const edit = (name, expression) => ({
	name,
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: { mode: 'raw', jsonOutput: `={{ JSON.stringify(${expression}) }}` },
});

module.exports = { chain, inLine, workflowOf, linkTo, give, givePrompts, edit };
