/** The long random tests: `npm run test:fuzz`. See `runs.ts` for how to repeat a run. */
module.exports = require('../suite')('fuzz');
