'use strict';

const { setTimeout: pause } = require('node:timers/promises');

const { canRead, cpuSeconds } = require('../../test/host/procfs');
const { heldBy } = require('../../test/queue/workerLog');
const ours = require('../n8n/ours');
const { openRace } = require('../n8n/race');
const handMade = require('../n8n/rivals/handMade');
const { onStage } = require('../n8n/stage');
const { shown } = require('../numbers');

const POLL_MS = 1_000;
/** A suspended execution polls every 66 seconds, a hand-made one every 15. A sample covers whole rounds. */
const ROUND_SECONDS = 66;
const HAND_MADE_ROUND_SECONDS = 15;
const START_LIMIT_MS = 600_000;
const END_LIMIT_MS = 600_000;
/** No video ends during the measurements. */
const FOREVER_SECONDS = 86_400;

/** How many executions wait at each level; each level adds to the one before. */
const levelsOf = (contender, full) => {
	if (!full) return [10, 100];
	// A hand-made execution occupies a slot, and nobody runs a worker with a thousand.
	return contender === handMade ? [10, 100] : [10, 100, 1000];
};
const SLOTS = 110;

/** Waits until it holds or the time is up; the checks then show what is missing. */
async function until(holds, timeoutMs) {
	for (const end = Date.now() + timeoutMs; Date.now() < end; await pause(POLL_MS)) {
		if (await holds()) return;
	}
}

/** Size of n8n's execution tables, with space that PostgreSQL has not reclaimed yet, in KiB. */
async function storedKb({ n8n }) {
	const [{ bytes }] = await n8n.database.query(
		`SELECT sum(pg_total_relation_size(oid))::bigint AS bytes FROM pg_class
		  WHERE relkind = 'r' AND relname LIKE 'execution%'`,
	);
	return Number(bytes) / 1024;
}

/** Size of the rows alone, in KiB. */
async function rowsKb({ n8n }, { id }) {
	const [{ bytes }] = await n8n.database.query(
		`SELECT sum(pg_column_size(e.*) + pg_column_size(d.*))::bigint AS bytes
		   FROM execution_entity e JOIN execution_data d ON d."executionId" = e.id
		  WHERE e."workflowId" = $1`,
		[id],
	);
	return Number(bytes) / 1024;
}

/** Seconds that slots were held until now; a running job counts up to now. */
const heldUntilNow = (race) =>
	heldBy(race.jobs().map((job) => ({ ...job, endedAt: job.endedAt ?? Date.now() })));

const counters = (stage, race) => ({
	at: Date.now(),
	jobs: race.jobs().length,
	held: heldUntilNow(race),
	requests: race.statusRequests().length,
	main: canRead(stage.n8n.pid) ? cpuSeconds(stage.n8n.pid) : NaN,
	worker: canRead(stage.worker.pid) ? cpuSeconds(stage.worker.pid) : NaN,
});

/** The cost of waiting for some time, per minute. */
async function sample(stage, race, seconds) {
	const before = counters(stage, race);
	await pause(seconds * 1000);
	const after = counters(stage, race);
	const minutes = (after.at - before.at) / 60_000;
	const names = Object.keys(before).filter((name) => name !== 'at');
	return Object.fromEntries(names.map((name) => [name, (after[name] - before[name]) / minutes]));
}

/** Whether this many executions wait, suspended or running. */
async function allWait(race, level) {
	const { waiting = 0, running = 0 } = await race.states();
	const polled = new Set(race.statusRequests().map(({ path }) => path));
	return waiting + running === level && polled.size === level;
}

/** Measures all levels of one contender, then lets all executions end. */
async function climb(stage, contender, { full, log }) {
	const race = await openRace(stage, contender);
	const seconds = ROUND_SECONDS * (full ? 2 : 1);
	// Spread over one round, so that not all poll at the same time.
	const spreadMs = (contender === handMade ? HAND_MADE_ROUND_SECONDS : ROUND_SECONDS) * 1000;
	const results = [];
	const checks = [];
	const empty = await storedKb(stage);
	let known = 0;
	for (const level of levelsOf(contender, full)) {
		log(`${contender.title}: ${level} wait`);
		await race.startSpread(Array(level - known).fill(FOREVER_SECONDS), spreadMs);
		known = level;
		await until(() => allWait(race, level), START_LIMIT_MS);
		const costs = await sample(stage, race, seconds);
		results.push({
			contender,
			level,
			stored: ((await storedKb(stage)) - empty) / level,
			rows: (await rowsKb(stage, race)) / level,
			...costs,
		});
		const { waiting = 0, running = 0 } = await race.states();
		checks.push(
			{
				what: `${contender.title}, ${level}: executions that still wait after the sample`,
				expected: level,
				found: waiting + running,
			},
			{
				what: `${contender.title}, ${level}: runs of the next node meanwhile`,
				expected: 0,
				found: race.arrivals().length,
			},
		);
	}
	log(`${contender.title}: ending`);
	for (const task of race.tasks()) task.scenario.renderSeconds = 0;
	await race.over(END_LIMIT_MS);
	return { results, checks: [...checks, ...(await race.checks())] };
}

async function idle(stage) {
	const nothing = { jobs: () => [], statusRequests: () => [] };
	const { main, worker } = await sample(stage, nothing, ROUND_SECONDS / 2);
	return { main, worker };
}

const rowOf = ({ contender, level, stored, rows, jobs, held, requests, main, worker }) => [
	contender.title,
	level,
	shown(stored, 0),
	shown(rows, 1),
	shown(jobs, 0),
	shown(requests, 0),
	shown(held, 1),
	shown(main, 1),
	shown(worker, 1),
];

async function run({ full, log }) {
	return await onStage({ concurrency: SLOTS, log }, async (stage) => {
		log('no executions wait');
		await pause(10_000);
		const quiet = await idle(stage);
		const hand = await climb(stage, handMade, { full, log });
		const own = await climb(stage, ours.suspend, { full, log });
		const head = [
			'',
			'Waiting',
			'Database per execution, KiB',
			'Its rows only, KiB',
			'Wake-ups per minute',
			'Status requests per minute',
			'Slots held, s per minute',
			'CPU of the main process, s per minute',
			'CPU of the worker, s per minute',
		];
		const none = ['Nothing', 0, '–', '–', '–', '–', '–', shown(quiet.main), shown(quiet.worker)];
		const rows = [none, ...[...own.results, ...hand.results].map(rowOf)];
		return {
			tables: [{ head, rows, note: NOTE }],
			targets: [],
			checks: [...own.checks, ...hand.checks],
		};
	});
}

const NOTE = `A wake-up is a job of the worker. A hand-made execution has none: it waits inside its first job and occupies a slot all the time. The
database size is that of all execution tables, including space that PostgreSQL has not reclaimed yet.`;

module.exports = {
	name: 'growth',
	title: 'Cost of waiting executions',
	fullOnly: true,
	about: `n8n in queue mode, with videos that finish only after all measurements. A suspended execution has an inner one, whose rows are
included.`,
	run,
};
