'use strict';

/**
 * What work takes, whatever else the machine does meanwhile.
 *
 * @returns {number} milliseconds of CPU that this process has taken
 */
function cpuMs() {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

module.exports = { cpuMs };
