'use strict';

const { NODE_TYPE } = require('../../test/host/main');

/** The default of 15 minutes would end the waits of a long measure. */
const PATIENT = { timeout: 86_400 };

const luma = (name, { credentials }, parameters) => ({
	name,
	type: NODE_TYPE,
	parameters,
	credentials: { lumaApi: credentials.luma },
});

/** Generate and Wait with defaults, except for the mode. */
const contender = (waitMode, title, generate = {}) => ({
	name: waitMode,
	title,
	nodes: (stage) => [
		luma('Generate', stage, { prompt: '={{ $json.body.prompt }}', ...generate }),
		luma('Wait', stage, { resource: 'task', operation: 'wait', waitMode, ...PATIENT }),
	],
	video: '$json.videoUrl',
	download: (stage) => luma('Download', stage, { operation: 'download' }),
});

module.exports = {
	suspend: contender('suspend', 'Suspend'),
	callback: contender('callback', 'Callback', { callback: 'waitNode' }),
	poll: contender('poll', 'Poll'),
};
