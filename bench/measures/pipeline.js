'use strict';

const { heldBy } = require('../../test/queue/workerLog');
const ours = require('../n8n/ours');
const { openRace } = require('../n8n/race');
const handMade = require('../n8n/rivals/handMade');
const openAi = require('../n8n/rivals/openAi');
const { onStage } = require('../n8n/stage');
const { shown } = require('../numbers');

const CONCURRENCY = 10;
/** The first execution of each contender loads what it needs, so it does not count. */
const WARM_RENDER_SECONDS = 1;
const WARM_LIMIT_MS = 120_000;

/**
 * The contenders, and how many videos they make at once. A rival gets as many as there are slots: with
 * more, the rest would only wait for a slot, at the same rate.
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

/** Starts all at once, alone on the worker. */
async function runHeat(stage, { contender, videos }, renderSeconds) {
	const title = `${contender.title}, ${videos} at once`;
	const race = await openRace(stage, contender, { downloads: true, title });
	const files = stage.emulator.requestsTo('cdn', 'GET').length;
	const began = Date.now();
	await race.start(Array(videos).fill(renderSeconds));
	// Enough time even if each slot processes its videos one by one, with an extra minute for each.
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
				what: `${title}: downloaded files`,
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
			`vs. ${rival.contender.title}`,
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

const NOTE = `A rival processes no more videos at once than there are slots: its rate stays the same however many are started. Suspended
executions occupy no slot, so throughput grows with their number.`;

module.exports = {
	name: 'pipeline',
	title: 'Videos per minute of one worker',
	fullOnly: true,
	about: `Generate → Wait → Download on n8n in queue mode, one contender after the other. The time is from the first start to the arrival of
the last video at the next node.`,
	run,
};
