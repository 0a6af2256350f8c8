const { TestEnvironment } = require('jest-environment-node');

/**
 * Stops after the first failed test, which detects the mutant. Stryker selects a few of more than a thousand
 * tests, and skipping the others one by one would take Jest most of the time.
 */
module.exports = class extends TestEnvironment {
	failed = false;

	handleTestEvent({ name, test }, { rootDescribeBlock, testNamePattern }) {
		if (name === 'run_start' && testNamePattern) keep(rootDescribeBlock, testNamePattern, '');
		if (name === 'test_start' && this.failed) test.mode = 'skip';
		if (name === 'test_done' && test.errors.length > 0) this.failed = true;
	}
};

/** Removes the tests that Jest would skip by name. */
function keep(block, pattern, before) {
	block.children = block.children.filter((child) => {
		const name = `${before}${child.name}`;
		if (child.type === 'test') return pattern.test(name);
		keep(child, pattern, `${name} `);
		return child.children.length > 0;
	});
}
