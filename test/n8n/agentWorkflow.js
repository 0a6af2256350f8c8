'use strict';

const { give, linkTo, workflowOf } = require('../workflow');

/** A parameter that the agent's model fills in. */
const fromAI = (name, description) => `={{ $fromAI('${name}', '${description}', 'string') }}`;

/**
 * An agent with the scripted model, and nodes as its tools.
 *
 * @param {{ typeVersion: number, openAiApi: object, wish: string }} agent `openAiApi`: the credential of
 *   the model
 * @param {any[]} tools
 */
function agentWith({ typeVersion, openAiApi, wish }, tools) {
	const nodes = [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
		give([{ wish }], 'Wish'),
		{
			name: 'Agent',
			type: '@n8n/n8n-nodes-langchain.agent',
			typeVersion,
			parameters: { promptType: 'define', text: '={{ $json.wish }}', options: {} },
		},
		{
			name: 'Model',
			type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
			typeVersion: 1.2,
			parameters: { model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
			credentials: { openAiApi },
		},
		// n8n makes a tool type of every node that is usable as one.
		...tools.map((tool) => ({ ...tool, type: `${tool.type}Tool` })),
	];
	return workflowOf(nodes, {
		Start: { main: [[linkTo('Wish')]] },
		Wish: { main: [[linkTo('Agent')]] },
		Model: { ai_languageModel: [[linkTo('Agent', 'ai_languageModel')]] },
		...Object.fromEntries(
			tools.map(({ name }) => [name, { ai_tool: [[linkTo('Agent', 'ai_tool')]] }]),
		),
	});
}

module.exports = { agentWith, fromAI };
