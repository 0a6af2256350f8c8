'use strict';

const { cpus, totalmem } = require('node:os');

const { version } = require('../package.json');
const { findVersion } = require('../test/host/versions');

/** Describes the machine of a result without identifying its owner. */
const machine = () => ({
	package: version,
	n8n: findVersion().version,
	node: process.version,
	cpus: cpus().length,
	cpu: cpus()[0]?.model ?? 'unknown',
	memoryGiB: Math.round(totalmem() / 2 ** 30),
	date: new Date().toISOString().slice(0, 10),
});

module.exports = { machine };
