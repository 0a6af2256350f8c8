'use strict';

const { byHand } = require('./byHand');

/**
 * The gateway's callback resumes n8n's Wait node. Callbacks are also sent when rendering starts, so the
 * state has to be checked here, too.
 */
module.exports = byHand({
	name: 'handMadeCallback',
	title: 'Hand-made callback',
	body: '{ prompt: $json.body.prompt, callback_url: $execution.resumeUrl }',
	wait: { parameters: { resume: 'webhook', httpMethod: 'POST', options: {} } },
});
