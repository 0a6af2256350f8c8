'use strict';

const { byHand } = require('./byHand');

/** The usual template. n8n's Wait node keeps the execution running if it waits for less than 65 s. */
module.exports = byHand({
	name: 'handMade',
	title: 'Hand-made',
	body: '{ prompt: $json.body.prompt }',
	wait: { parameters: { resume: 'timeInterval', amount: 15, unit: 'seconds' } },
});
