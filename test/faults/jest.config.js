/** Every fault by every operation on every gateway: `npm run test:faults`. */
module.exports = require('../suite')('faults', {
	testTimeout: 300_000,
	// One test per case; only failures are listed.
	verbose: false,
	maxWorkers: 2,
});
