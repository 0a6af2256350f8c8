import { formatTask, SELECTABLE_FIELDS } from '../../../nodes/Luma/task/formatTask';
import { readLink, readTask, readTasks } from '../../../nodes/Luma/task/readTask';
import type { Task, Video } from '../../../nodes/Luma/task/task';
import { findMessage } from '../../../nodes/Luma/task/findMessage';
import { BODIES } from '../../fixtures';

/** Pseudo-random numbers, the same in every run. */
function dice(seed: number) {
	let state = seed;
	return (sides: number) => {
		state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
		return Math.floor((state / 2_147_483_648) * sides);
	};
}

const VALUES: unknown[] = [
	null,
	'',
	' ',
	0,
	-1,
	1e21,
	true,
	false,
	[],
	{},
	[null],
	[[]],
	'completed',
	'FAILURE',
	'success',
	'constructor',
	'https://cdn.example.com/watermarked_v.mp4',
	'file:///etc/passwd',
	'https://',
	'{"id":"x"}',
	'[{"id":1}]',
	'{"half',
	'0001-01-01T00:00:00Z',
	{ url: 'https://cdn.example.com/v.mp4', width: '9' },
	{ code: {}, message: [], reason: 7 },
	{ id: 7, data: { id: 'x', state: 'completed' } },
];

/** A copy with some values replaced and some keys removed. */
function mutated(value: unknown, roll: (sides: number) => number): unknown {
	if (roll(9) === 0) return VALUES[roll(VALUES.length)];
	if (Array.isArray(value)) return value.map((inner) => mutated(inner, roll));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(() => roll(12) > 0)
			.map(([key, inner]) => [key, mutated(inner, roll)]),
	);
}

function linksOf({ videoUrl, watermarkedVideoUrl, thumbnailUrl, lastFrameUrl }: Video) {
	return [videoUrl, watermarkedVideoUrl, thumbnailUrl, lastFrameUrl].filter((url) => url !== null);
}

/** A plain check, since `expect` is too slow for this many. */
function must(condition: boolean, what: string): asserts condition {
	if (!condition) throw new Error(what);
}

function mustBeValid(task: Task) {
	must(task.taskId.trim() !== '', 'no ID');
	must(task.videos.length > 0, 'no video');
	for (const video of [task, ...task.videos]) {
		must(['queued', 'processing', 'completed', 'failed'].includes(video.state), 'no state');
		for (const link of linksOf(video)) must(/^https?:\/\/\S+$/.test(link), `no link: ${link}`);
		for (const size of [video.width, video.height, video.durationSeconds]) {
			must(size === null || size > 0, `no size: ${size}`);
		}
		must(
			video.state !== 'completed' || (video.videoUrl ?? video.thumbnailUrl) !== null,
			'completed without a link',
		);
		must(video.state === 'failed' || video.failureReason === null, 'a reason without a failure');
	}
}

describe.each(Object.keys(BODIES))('the answer %s, mutated at random,', (name) => {
	it('never makes the reader throw, and never gives an invalid item', () => {
		for (let seed = 1; seed <= 150; seed++) {
			const body = mutated(BODIES[name], dice(seed * 7_919));
			const tasks = readTasks(body).map(({ task }) => task);
			for (const task of [readTask(body), readTask(body, 'requested'), ...tasks]) {
				if (task === undefined) continue;
				mustBeValid(task);
				for (const output of ['simplified', 'raw', 'selectedFields'] as const) {
					const fields = [...SELECTABLE_FIELDS];
					const item = formatTask(task, body, { output, fields, gateway: 'rixApi' });
					if (output !== 'raw') expect(JSON.parse(JSON.stringify(item))).toStrictEqual(item);
				}
			}
			must(typeof (readLink(body) ?? '') === 'string', 'no link');
			must(typeof (findMessage(body) ?? '') === 'string', 'no message');
		}
	});
});
