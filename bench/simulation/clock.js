'use strict';

/** The node's clock, which jumps: an hour takes no time. Takes the built package. */

const clock = require('../../dist/nodes/Luma/waiting/clock');

const time = { now: Date.UTC(2026, 0, 15, 12) };

clock.hostClock = () => ({
	now: () => time.now,
	isStopped: () => false,
	sleep: async (milliseconds) => {
		time.now += Math.max(0, milliseconds);
	},
});

const TRACKER_MS = 60_000;
const IN_VIEW_MS = 70_000;

/**
 * n8n's look for executions to resume: once a minute, with those of the next 70 seconds in view
 * (docs/n8n-internals.md#the-tracker-and-its-timing).
 *
 * @param {() => number} random where in its minute an execution falls
 */
function tracker(random) {
	const phase = random() * TRACKER_MS;
	/** Moves the time on to when n8n takes an execution up. */
	return (waitTill) => {
		const looks = Math.ceil((time.now - phase) / TRACKER_MS);
		let look = phase + looks * TRACKER_MS;
		while (waitTill > look + IN_VIEW_MS) look += TRACKER_MS;
		time.now = Math.max(waitTill, look);
	};
}

module.exports = { time, tracker };
