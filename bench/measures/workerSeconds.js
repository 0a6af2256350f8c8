'use strict';

const { setTimeout: pause } = require('node:timers/promises');

const { heldBy } = require('../../test/queue/workerLog');
const ours = require('../n8n/ours');
const { openRace } = require('../n8n/race');
const handMade = require('../n8n/rivals/handMade');
const handMadeCallback = require('../n8n/rivals/handMadeCallback');
const openAi = require('../n8n/rivals/openAi');
const { onStage } = require('../n8n/stage');
const { median, shown } = require('../numbers');

const CONTENDERS = [ours.suspend, ours.callback, ours.poll, handMade, handMadeCallback, openAi];

/** The range of render times, because n8n resumes suspended executions at fixed times. */
const SPREAD_SECONDS = 60;
/** The lag of a suspended wait depends on n8n's timer, so its median needs more videos; they hold no slot. */
const SUSPENDED_FOR_EACH = 4;
/** Distance in the sorted render times between two consecutive starts. */
const STRIDE = 7;
/** Executions that start at once slow each other down, which is not measured here. */
const BETWEEN_STARTS_MS = 1_000;
/** The first execution of each contender loads what it needs, so it does not count. */
const WARM_RENDER_SECONDS = 3;
const WARM_LIMIT_MS = 120_000;
/** A suspended execution makes its last check within three minutes after the end. */
const LIMIT_AFTER_RENDER_MS = 300_000;

const MOST_HELD = 1;
const MOST_CALLBACK_LAG = 1;
const MOST_SUSPEND_LAG = 40;
const CALLBACK_REQUESTS = [1, 3];

const shareOf = (contender) => (contender === ours.suspend ? SUSPENDED_FOR_EACH : 1);

/** Render times spread evenly around one; short and long ones alternate over the starts. */
const around = (seconds, times) =>
	Array.from({ length: times }, (_, index) => {
		const place = ((index * STRIDE) % times) + 0.5;
		return Math.round(seconds + SPREAD_SECONDS * (place / times - 0.5));
	});

/** One execution of each contender, each in its own workflow. */
async function warmUp(stage) {
	const warmOne = async (contender) => {
		const race = await openRace(stage, contender);
		await race.start([WARM_RENDER_SECONDS]);
		await race.arrived(1, WARM_LIMIT_MS);
	};
	await Promise.all(CONTENDERS.map(warmOne));
}

async function run({ full, log }) {
	const renderSeconds = full ? 300 : 45;
	const videos = full ? 12 : 3;
	// Enough slots that no execution waits for one.
	const shares = CONTENDERS.reduce((sum, contender) => sum + shareOf(contender), 0);
	const concurrency = shares * videos + 4;
	return await onStage({ concurrency, log }, async (stage) => {
		log('one of each, to warm up');
		await warmUp(stage);
		log(`${videos} of most, side by side: about ${Math.ceil((renderSeconds + 150) / 60)} minutes`);
		const races = [];
		for (const contender of CONTENDERS) races.push(await openRace(stage, contender));
		const times = races.map(({ contender }) => around(renderSeconds, videos * shareOf(contender)));
		for (let round = 0; round < videos; round += 1) {
			for (const [index, race] of races.entries()) {
				const share = shareOf(race.contender);
				for (const seconds of times[index].slice(round * share, (round + 1) * share)) {
					await race.start([seconds]);
					await pause(BETWEEN_STARTS_MS);
				}
			}
		}
		const limit = renderSeconds * 1000 + LIMIT_AFTER_RENDER_MS;
		await Promise.all(races.map((race) => race.over(limit)));
		return await toResult(races, { renderSeconds, videos });
	});
}

async function toResult(races, { renderSeconds, videos }) {
	const found = new Map();
	const checks = [];
	for (const race of races) {
		const lags = race.lags();
		const { length } = race.tasks();
		const held = heldBy(race.jobs()) / length;
		const requests = race.statusRequests().length / length;
		found.set(race.contender, { held, requests, lag: median(lags), mostLag: lags.at(-1) });
		checks.push(...(await race.checks()));
	}
	const suspended = found.get(ours.suspend).held;
	const rows = [...found].map(([{ title }, { held, requests, lag, mostLag }]) => [
		title,
		shown(held, 2),
		shown(held / suspended, 1, '×'),
		shown(lag),
		shown(mostLag),
		shown(requests),
	]);
	const head = [
		'',
		'Slot held per video, s',
		'vs. Suspend',
		'Median lag, s',
		'Max lag, s',
		'Status requests per video',
	];
	const title = `${videos} videos each (${videos * SUSPENDED_FOR_EACH} for Suspend), average render time ${renderSeconds} s`;
	return { tables: [{ title, head, rows }], targets: targetsOf(found), checks };
}

function targetsOf(found) {
	const suspend = found.get(ours.suspend);
	const callback = found.get(ours.callback);
	const [fewest, most] = CALLBACK_REQUESTS;
	return [
		{
			what: 'Suspend: slot held per video',
			wanted: `< ${MOST_HELD} s`,
			reached: shown(suspend.held, 2, ' s'),
			met: suspend.held < MOST_HELD,
			why: "it measures wall-clock time, and checks at the same time share the worker's single process.",
		},
		{
			what: 'Callback: slot held per video',
			wanted: `< ${MOST_HELD} s`,
			reached: shown(callback.held, 2, ' s'),
			met: callback.held < MOST_HELD,
		},
		{
			what: 'Callback: lag',
			wanted: `< ${MOST_CALLBACK_LAG} s`,
			reached: shown(callback.mostLag, 2, ' s'),
			met: callback.mostLag < MOST_CALLBACK_LAG,
		},
		{
			what: 'Callback: status requests per video',
			wanted: `${fewest} to ${most}`,
			reached: shown(callback.requests),
			met: callback.requests >= fewest && callback.requests <= most,
		},
		{
			what: 'Suspend: median lag',
			wanted: `<= ${MOST_SUSPEND_LAG} s`,
			reached: shown(suspend.lag, 1, ' s'),
			met: suspend.lag <= MOST_SUSPEND_LAG,
			why: 'n8n looks for due executions once a minute: the first check is 25 to 60 s after the start and the others are 66 s apart, so the median is about half of that, whenever an execution starts.',
		},
	];
}

module.exports = {
	name: 'workerSeconds',
	title: 'Worker time that a wait uses',
	about: `n8n in queue mode, with all contenders running at the same time on one worker with enough slots. "Slot held" is how long all jobs of an
execution occupy a slot, according to the worker's log. The lag is the time from the end of the video at the gateway to the next node.`,
	run,
};
