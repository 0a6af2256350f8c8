/** The suite on n8n in queue mode: `npm run test:queue`. */
module.exports = require('../n8n/ownN8n')(__dirname);
