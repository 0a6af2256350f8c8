'use strict';

const { startN8n } = require('../host/host');
const { share } = require('./share');

module.exports = share(startN8n);
