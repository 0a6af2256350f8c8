/** Many items, many executions: `npm run test:load`. */
// What it takes is printed, not judged: a busy machine must not fail it.
module.exports = require('../suite')('load');
