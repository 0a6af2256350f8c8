/** Every fault by every operation on every gateway: `npm run test:faults`. */
module.exports = require('../suite')('faults', {
	testTimeout: 300_000,
	// One test for each case; those that fail are told by name.
	verbose: false,
	maxWorkers: 2,
});
