/** The suite on an n8n that protects internal addresses: `npm run test:protected`. */
module.exports = require('../n8n/ownN8n')(__dirname);
