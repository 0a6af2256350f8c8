'use strict';

const { heldBy } = require('../../test/queue/workerLog');
const ours = require('../n8n/ours');
const { openRace } = require('../n8n/race');
const handMade = require('../n8n/rivals/handMade');
const openAi = require('../n8n/rivals/openAi');
const { onStage } = require('../n8n/stage');
const { shown } = require('../numbers');

const CONCURRENCY = 10;
/** The first execution of each loads what it needs; nothing of it counts. */
const WARM_RENDER_SECONDS = 1;
const WARM_LIMIT_MS = 120_000;

/**
 * Who runs, with how many at once. A rival fills the slots with as many as there are slots, and the
 * next begin when those are done: more of them take longer at the same rate.
 */
const HEATS = [
	{ contender: ours.suspend, videos: CONCURRENCY },
	{ contender: ours.suspend, videos: CONCURRENCY * 10 },
	{ contender: handMade, videos: CONCURRENCY },
	{ contender: openAi, videos: CONCURRENCY },
];

async function warmUp(stage) {
	const warmOne = async (contender) => {
		const race = await openRace(stage, contender, { downloads: true });
		await race.start([WARM_RENDER_SECONDS]);
		await race.over(WARM_LIMIT_MS);
	};
	await Promise.all([ours.suspend, handMade, openAi].map(warmOne));
}

/** All at once, alone on the worker. */
async function runHeat(stage, { contender, videos }, renderSeconds) {
	const title = `${contender.title}, ${videos} at once`;
	const race = await openRace(stage, contender, { downloads: true, title });
	const files = stage.emulator.requestsTo('cdn', 'GET').length;
	const began = Date.now();
	await race.start(Array(videos).fill(renderSeconds));
	// Even one after the other on each slot, with a minute for each on top.
	await race.over(Math.ceil(videos / CONCURRENCY) * (renderSeconds + 60) * 1000 + 120_000);
	const ended = Math.max(began, ...race.arrivals().map(({ at }) => at));
	return {
		contender,
		videos,
		minutes: (ended - began) / 60_000,
		held: heldBy(race.jobs()) / videos,
		checks: [
			...(await race.checks()),
			{
				what: `${title}: files that were loaded`,
				expected: videos,
				found: stage.emulator.requestsTo('cdn', 'GET').length - files,
			},
		],
	};
}

async function run({ full, log }) {
	const renderSeconds = full ? 90 : 20;
	return await onStage({ concurrency: CONCURRENCY, log }, async (stage) => {
		log('one of each, to warm up');
		await warmUp(stage);
		const results = [];
		for (const heat of HEATS) {
			log(`${heat.contender.title}: ${heat.videos} at once`);
			results.push(await runHeat(stage, heat, renderSeconds));
		}
		const rateOf = ({ videos, minutes }) => videos / minutes;
		const rival = results.find(({ contender }) => contender === handMade);
		const rows = results.map((result) => [
			result.contender.title,
			result.videos,
			shown(result.minutes * 60, 0),
			shown(rateOf(result), 1),
			shown(rateOf(result) / rateOf(rival), 1, '×'),
			shown(result.held, 2),
		]);
		const head = [
			'',
			'Started at once',
			'All done after, s',
			'Videos per minute',
			`against ${rival.contender.title}`,
			'Slot held per video, s',
		];
		const title = `One worker with ${CONCURRENCY} slots, videos of ${renderSeconds} s`;
		return {
			tables: [{ title, head, rows, note: NOTE }],
			targets: [],
			checks: results.flatMap(({ checks }) => checks),
		};
	});
}

const NOTE = `A rival has no more videos in work than there are slots: its rate stays the same however many are started. What is put aside
fills no slot, so that its rate grows with their number.`;

module.exports = {
	name: 'pipeline',
	title: 'Videos per minute of one worker',
	fullOnly: true,
	about: `Generate → Wait → Download on n8n in queue mode, one contender after the other. From the first start to the arrival of the last
video at the next node.`,
	run,
};
