const { TestEnvironment } = require('jest-environment-node');

/**
 * Runs no more tests after the first that fails: that mutant is found. Of more than a thousand tests few
 * are asked for, and to skip the others one by one would take Jest most of its time.
 */
module.exports = class extends TestEnvironment {
	failed = false;

	handleTestEvent({ name, test }, { rootDescribeBlock, testNamePattern }) {
		if (name === 'run_start' && testNamePattern) keep(rootDescribeBlock, testNamePattern, '');
		if (name === 'test_start' && this.failed) test.mode = 'skip';
		if (name === 'test_done' && test.errors.length > 0) this.failed = true;
	}
};

/** Leaves out what Jest would skip by its name. */
function keep(block, pattern, before) {
	block.children = block.children.filter((child) => {
		const name = `${before}${child.name}`;
		if (child.type === 'test') return pattern.test(name);
		keep(child, pattern, `${name} `);
		return child.children.length > 0;
	});
}
