/** The long randomized tests: `npm run test:fuzz`. `runs.ts` says how to repeat a run. */
module.exports = require('../suite')('fuzz');
