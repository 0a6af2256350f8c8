'use strict';

const { startN8n } = require('../../scripts/n8n/host');
const { share } = require('./share');

module.exports = share(startN8n);
