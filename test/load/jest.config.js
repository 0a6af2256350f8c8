/** Many items, many executions: `npm run test:load`. */
// Most durations are only printed, so a busy machine does not fail the suite.
module.exports = require('../suite')('load');
