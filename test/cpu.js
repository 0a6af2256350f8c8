'use strict';

/**
 * CPU time, which does not depend on what else the machine is doing.
 *
 * @returns {number} milliseconds of CPU time that this process has used
 */
function cpuMs() {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

module.exports = { cpuMs };
