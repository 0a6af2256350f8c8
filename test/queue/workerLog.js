'use strict';

const { readFileSync } = require('node:fs');

const LINE = /^Worker (started|finished|errored while running) execution (\d+) \(job (\w+)\)/;

/**
 * When a worker ran which execution, according to its log. A job occupies one slot: with a concurrency of 1,
 * the whole worker.
 *
 * @param {string} logFile
 * @returns {Array<{ executionId: string, workflowId: string, startedAt: number, endedAt?: number }>}
 */
function jobsOf(logFile) {
	const jobs = new Map();
	for (const line of readFileSync(logFile, 'utf8').split('\n')) {
		if (!line.startsWith('{"level"')) continue;
		const { message, metadata } = JSON.parse(line);
		const [, what, executionId, jobId] = LINE.exec(message) ?? [];
		if (!what) continue;
		const at = Date.parse(metadata.timestamp);
		// After losing its data, Redis restarts counting its jobs from 1.
		const key = `${jobId} of ${executionId}`;
		if (what === 'started') {
			jobs.set(key, { executionId, workflowId: metadata.workflowId, startedAt: at });
		} else if (jobs.has(key)) jobs.get(key).endedAt = at;
	}
	return [...jobs.values()];
}

/** Seconds that these jobs held a slot, in total. */
const heldBy = (jobs) =>
	jobs
		.filter(({ endedAt }) => endedAt)
		.reduce((sum, { startedAt, endedAt }) => sum + (endedAt - startedAt) / 1000, 0);

/** Seconds that a workflow held the worker's slots. */
const heldSeconds = (logFile, workflowId) =>
	heldBy(jobsOf(logFile).filter((job) => job.workflowId === workflowId));

module.exports = { jobsOf, heldBy, heldSeconds };
