'use strict';

const { startN8n } = require('../host/host');
const { share } = require('../n8n/share');

/** Allows this machine by its host name, but not by its address. */
const env = { N8N_SSRF_PROTECTION_ENABLED: 'true', N8N_SSRF_ALLOWED_HOSTNAMES: 'localhost' };

module.exports = share(startN8n, { env });
