'use strict';

/** One Wait for many tasks, on a fake clock. */

const { mixed } = require('../draws');
const { openSimulation } = require('../simulation');

/** The longest interval between two polls. */
const INTERVAL = 15;
/** The longest interval of a suspended execution, given that n8n looks for due ones once a minute. */
const SUSPENDED_INTERVAL = 126;
/** The node's limit of concurrent reads. */
const AT_ONCE = 5;
/** The rate limit of the Luma Agents API, requests per minute (docs/gateways.md#agents-rate-limits). */
const PER_MINUTE = 30;
/** Many tasks take longer than the default timeout; a day is the maximum. */
const POLL = { waitMode: 'poll', timeout: 86_400 };

const WAYS = [
	{ name: 'Poll, batch call (RixAPI)', gateway: { gateway: 'rixApi' }, wait: POLL },
	{
		name: 'Poll, single reads (RixAPI)',
		gateway: { gateway: 'rixApi', singleReads: true, answerSeconds: 0.01 },
		wait: POLL,
	},
	{
		name: 'Suspend, batch call (RixAPI)',
		gateway: { gateway: 'rixApi' },
		wait: { waitMode: 'suspend', timeout: 86_400 },
	},
	{
		name: 'Poll, 30 requests per minute (Luma Agents API)',
		gateway: { gateway: 'lumaAgents' },
		wait: POLL,
		most: 100,
	},
];
const ONE_BY_ONE = "OpenAI's way: one by one, every 10 s";

/** The most requests within any minute. */
function busiestMinute(times) {
	let most = 0;
	for (let from = 0, to = 0; to < times.length; to++) {
		while (times[from] <= times[to] - 60_000) from++;
		most = Math.max(most, to - from + 1);
	}
	return most;
}

async function run({ full, log }) {
	const counts = full ? [1, 10, 100, 1_000] : [1, 10, 100];
	const results = [];
	const measure = async (name, count, contender) => {
		log(`${name}, ${count}`);
		const renders = mixed(count, count);
		const outcome = await contender(renders);
		results.push({ name, count, slowest: Math.max(...renders), ...outcome });
	};
	for (const { name, gateway, wait, most = Infinity } of WAYS) {
		const simulation = await openSimulation(gateway);
		for (const count of counts.filter((one) => one <= most)) {
			await measure(name, count, simulation.ours(wait));
		}
		await simulation.close();
	}
	const simulation = await openSimulation();
	for (const count of counts.filter((one) => one <= 100)) {
		await measure(ONE_BY_ONE, count, simulation.oneByOne(10));
	}
	await simulation.close();

	const of = (way, count) => results.find((one) => one.name === way && one.count === count);
	const [batch, single, suspended, limited] = WAYS.map(({ name }) => name);
	const many = counts.filter((count) => count >= 100);
	const hundred = { theirs: of(ONE_BY_ONE, 100), ours: of(single, 100) };
	return {
		tables: [
			{
				head: ['', 'Tasks', 'Slowest', 'Done after', 'Requests', 'Concurrent', 'Max per minute'],
				rows: results.map(
					({ name, count, slowest, seconds, requests, mostAtOnce, requestedAt }) => [
						name,
						count,
						`${slowest.toFixed(0)} s`,
						`${seconds.toFixed(0)} s`,
						requests,
						mostAtOnce,
						busiestMinute(requestedAt),
					],
				),
				note: 'Render times as in the mix above.',
			},
		],
		targets: [
			...[batch, single].flatMap((name) =>
				counts.map((count) => timeTarget(of(name, count), INTERVAL)),
			),
			...counts.map((count) => timeTarget(of(suspended, count), SUSPENDED_INTERVAL)),
			...many.map((count) => ({
				what: `${count} tasks: requests with the batch call, relative to single reads`,
				wanted: '<= 0.05',
				reached: (of(batch, count).requests / of(single, count).requests).toFixed(3),
				met: of(batch, count).requests / of(single, count).requests <= 0.05,
			})),
			{
				what: 'Concurrent requests',
				wanted: `<= ${AT_ONCE}`,
				reached: Math.max(...results.map(({ mostAtOnce }) => mostAtOnce)),
				met: results.every(({ mostAtOnce }) => mostAtOnce <= AT_ONCE),
			},
			...counts
				.filter((count) => of(limited, count))
				.map((count) => ({
					what: `${limited}, ${tasks(count)}: requests per minute`,
					wanted: `<= ${PER_MINUTE}`,
					reached: busiestMinute(of(limited, count).requestedAt),
					met: busiestMinute(of(limited, count).requestedAt) <= PER_MINUTE,
				})),
			{
				what: "100 tasks: duration of OpenAI's way (the sum of the render times), relative to ours",
				wanted: '> 1',
				reached: (hundred.theirs.seconds / hundred.ours.seconds).toFixed(0),
				met: hundred.theirs.seconds > hundred.ours.seconds,
			},
		],
		checks: results.flatMap(({ name, count, videos, submits }) => [
			{ what: `videos of ${count}, ${name}`, expected: count, found: videos },
			{ what: `submits of ${count}, ${name}`, expected: count, found: submits },
		]),
	};
}

const tasks = (count) => (count === 1 ? '1 task' : `${count} tasks`);

function timeTarget({ name, count, lagSeconds }, interval) {
	return {
		what: `${name}, ${tasks(count)}: time beyond the slowest video`,
		wanted: `<= ${interval} s`,
		reached: `${lagSeconds.toFixed(1)} s`,
		met: lagSeconds <= interval,
	};
}

module.exports = { name: 'manyTasks', title: 'Many tasks in one Wait', run };
