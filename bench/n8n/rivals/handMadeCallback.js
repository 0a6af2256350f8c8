'use strict';

const { byHand } = require('./byHand');

/**
 * The gateway wakes n8n's Wait node. It also calls when it begins to render, so that the state has to
 * be looked at here as well.
 */
module.exports = byHand({
	name: 'handMadeCallback',
	title: 'Hand-made callback',
	body: '{ prompt: $json.body.prompt, callback_url: $execution.resumeUrl }',
	wait: { parameters: { resume: 'webhook', httpMethod: 'POST', options: {} } },
});
