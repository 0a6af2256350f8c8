'use strict';

const { default: Sequencer } = require('@jest/test-sequencer');

const LAST = /leaks\.test\.js$/;

/** By name, and last the file that looks for what all the others left behind. */
module.exports = class extends Sequencer {
	sort(tests) {
		const rank = ({ path }) => (LAST.test(path) ? 1 : 0);
		return [...tests].sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path));
	}
};
