'use strict';

/** Reads what Linux reports about a process. */

const { existsSync, readFileSync, writeFileSync } = require('node:fs');

/** The unit of /proc/<pid>/stat is always 1/100 s, whatever the kernel's own clock rate. */
const TICKS_PER_SECOND = 100;

/** Whether /proc exists for the process: false on other systems. */
const canRead = (pid) => existsSync(`/proc/${pid}/status`);

function megabytes(pid, field) {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)[1]) / 1024;
}

/** @returns {number} peak memory since `restartPeak`, in megabytes */
const peakMb = (pid) => megabytes(pid, 'VmHWM');

/** Resets the peak. @returns {number} the memory in use now, in megabytes */
function restartPeak(pid) {
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
	return megabytes(pid, 'VmRSS');
}

/** @returns {number} CPU time of all its threads since it started */
function cpuSeconds(pid) {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	// The program's name can contain anything; it ends at the last bracket.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const [user, system] = fields.slice(11, 13).map(Number);
	return (user + system) / TICKS_PER_SECOND;
}

module.exports = { canRead, peakMb, restartPeak, cpuSeconds };
