'use strict';

/** Every dialect. test/unit/gateways/records.test.ts fails if a gateway of the package has none here. */
const DIALECTS = [
	require('./cometApi'),
	require('./rixApi'),
	require('./openAiHk'),
	require('./lumaAgents'),
	require('./dreamMachine'),
];

const GATEWAYS = DIALECTS.map(({ name }) => name);

module.exports = { DIALECTS, GATEWAYS };
