'use strict';

/** The lower bound: a node that makes the same requests in a loop and does nothing else. */

const { NodeConnectionTypes } = require('n8n-workflow');

const RAW_LOOP = {
	description: {
		displayName: 'Raw loop',
		name: 'rawLoop',
		group: [],
		version: 1,
		description: '',
		defaults: { name: 'Raw loop' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'lumaApi', required: true }],
		properties: [
			{ displayName: 'Method', name: 'method', type: 'string', default: 'GET' },
			{ displayName: 'URL', name: 'url', type: 'string', default: '' },
			{ displayName: 'Prompt', name: 'prompt', type: 'string', default: '' },
		],
	},
	async execute() {
		const items = [];
		for (const index of this.getInputData().keys()) {
			const method = this.getNodeParameter('method', index);
			const url = this.getNodeParameter('url', index);
			const prompt = this.getNodeParameter('prompt', index);
			const request = { method, url, json: true, ...(prompt && { body: { prompt } }) };
			const json = await this.helpers.httpRequestWithAuthentication.call(this, 'lumaApi', request);
			items.push({ json, pairedItem: { item: index } });
		}
		return [items];
	},
};

module.exports = { RAW_LOOP };
