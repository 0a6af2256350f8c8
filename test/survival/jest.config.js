/** The suite in which n8n is killed: `npm run test:survival`. */
module.exports = require('../n8n/ownN8n')(__dirname);
