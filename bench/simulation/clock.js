'use strict';

/** Replaces the clock of the built package by a fake one, on which an hour takes no time. */

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
 * n8n's timer for suspended executions: once a minute, it schedules those due within the next 70 seconds
 * (docs/n8n-internals.md#the-tracker-and-its-timing).
 *
 * @param {() => number} random when in the minute the timer fires
 */
function tracker(random) {
	const phase = random() * TRACKER_MS;
	/** Advances the clock to when n8n resumes the execution. */
	return (waitTill) => {
		const ticks = Math.ceil((time.now - phase) / TRACKER_MS);
		let tick = phase + ticks * TRACKER_MS;
		while (waitTill > tick + IN_VIEW_MS) tick += TRACKER_MS;
		time.now = Math.max(waitTill, tick);
	};
}

module.exports = { time, tracker };
