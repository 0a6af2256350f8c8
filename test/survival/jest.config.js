/** The suite on n8n that is killed: `npm run test:survival`. */
module.exports = require('../n8n/ownN8n')(__dirname);
