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

/** How far render times lie apart: n8n takes suspended executions up at fixed distances. */
const SPREAD_SECONDS = 60;
/** A suspended wait's lag depends on n8n's minute, and takes more videos for a median; it holds nothing. */
const SUSPENDED_FOR_EACH = 4;
/** So far apart are, in their order, render times of videos that start one after the other. */
const STRIDE = 7;
/** Executions that start at once take each other's time; that is not what is measured. */
const BETWEEN_STARTS_MS = 1_000;
/** The first execution of each loads what it needs; nothing of it counts. */
const WARM_RENDER_SECONDS = 3;
const WARM_LIMIT_MS = 120_000;
/** A suspended one looks for the last time within three minutes of its end. */
const LIMIT_AFTER_RENDER_MS = 300_000;

const MOST_HELD = 1;
const MOST_CALLBACK_LAG = 1;
const MOST_SUSPEND_LAG = 40;
const CALLBACK_REQUESTS = [1, 3];

const shareOf = (contender) => (contender === ours.suspend ? SUSPENDED_FOR_EACH : 1);

/** As many render times, evenly spread around one; late starts have short ones as well as long ones. */
const around = (seconds, times) =>
	Array.from({ length: times }, (_, index) => {
		const place = ((index * STRIDE) % times) + 0.5;
		return Math.round(seconds + SPREAD_SECONDS * (place / times - 0.5));
	});

/** One execution of each, in a workflow of its own. */
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
	// So many that nobody waits for a slot.
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
		'against Suspend',
		'Lag, median, s',
		'Lag, most, s',
		'Status requests per video',
	];
	const title = `${videos} videos each (${videos * SUSPENDED_FOR_EACH} of Suspend), which render ${renderSeconds} s on average`;
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
			why: "it counts the clock, and looks that fall together share the worker's one process.",
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
			what: 'Suspend: lag, median',
			wanted: `<= ${MOST_SUSPEND_LAG} s`,
			reached: shown(suspend.lag, 1, ' s'),
			met: suspend.lag <= MOST_SUSPEND_LAG,
			why: 'n8n looks once a minute: the first look falls 25 to 60 s after the start and the others 66 s apart, so the median is about half of that, wherever in the minute an execution starts.',
		},
	];
}

module.exports = {
	name: 'workerSeconds',
	title: 'What waiting holds of a worker',
	about: `n8n in queue mode, all contenders at the same time on one worker with enough slots. By the worker's own log: how long a slot is
taken, over all jobs of an execution. The lag is from the end of the video at the gateway to the next node.`,
	run,
};
