'use strict';

const { startN8n } = require('../host/host');
const { share } = require('../n8n/share');

/** The same machine by its name is allowed, by its address it is not. */
const env = { N8N_SSRF_PROTECTION_ENABLED: 'true', N8N_SSRF_ALLOWED_HOSTNAMES: 'localhost' };

module.exports = share(startN8n, { env });
