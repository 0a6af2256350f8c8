const { TestEnvironment } = require('jest-environment-node');

/** Runs no more tests after the first that fails: that mutant is found. */
module.exports = class extends TestEnvironment {
	failed = false;

	handleTestEvent({ name, test }) {
		if (name === 'test_start' && this.failed) test.mode = 'skip';
		if (name === 'test_done' && test.errors.length > 0) this.failed = true;
	}
};
