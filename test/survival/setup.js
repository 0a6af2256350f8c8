'use strict';

const { startN8n } = require('../host/host');
const { share } = require('../n8n/share');

module.exports = share(startN8n);
