/** The suite for an n8n that blocks internal addresses: `npm run test:protected`. */
module.exports = require('../n8n/ownN8n')(__dirname);
