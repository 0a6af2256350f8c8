'use strict';

/** What Linux tells of a process. */

const { existsSync, readFileSync, writeFileSync } = require('node:fs');

/** Linux counts in hundredths of a second, whatever its own clock does. */
const TICKS_PER_SECOND = 100;

/** Whether there is anything to read: not on other systems. */
const canRead = (pid) => existsSync(`/proc/${pid}/status`);

function megabytes(pid, field) {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)[1]) / 1024;
}

/** @returns {number} the most memory that it had at once, in megabytes, since `restartPeak` */
const peakMb = (pid) => megabytes(pid, 'VmHWM');

/** Makes Linux forget the peak so far. @returns {number} what the process has now */
function restartPeak(pid) {
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
	return megabytes(pid, 'VmRSS');
}

/** @returns {number} of all its threads, since it started */
function cpuSeconds(pid) {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	// The name of the program can hold anything, but ends at the last bracket.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const [user, system] = fields.slice(11, 13).map(Number);
	return (user + system) / TICKS_PER_SECOND;
}

module.exports = { canRead, peakMb, restartPeak, cpuSeconds };
