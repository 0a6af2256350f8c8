import * as fc from 'fast-check';

import { LumaFailure } from '../../nodes/Luma/task/failure';
import { formatTask, SELECTABLE_FIELDS } from '../../nodes/Luma/task/formatTask';
import { readLink, readTask, readTasks } from '../../nodes/Luma/task/readTask';
import type { Task, Video } from '../../nodes/Luma/task/task';
import { taskFailure } from '../../nodes/Luma/task/answerError';
import { findMessage } from '../../nodes/Luma/task/findMessage';
import type { Answer } from '../../nodes/Luma/task/answer';
import { fetchTask, fetchTasks } from '../../nodes/Luma/transport/fetchTasks';
import { submitTask } from '../../nodes/Luma/transport/submitTask';
import { BODIES } from '../fixtures';
import { answerOf, gatewayOf } from '../unit/answer';
import { clientOf } from '../unit/fakeClient';
import {
	anyJson,
	anyLeaf,
	embellished,
	KNOWN_NAMES,
	LINK,
	mutatedFixture,
	onWire,
	STATE_WORDS,
} from './json';
import { check } from './runs';
import {
	anyDialect,
	anyEnvelope,
	anyNoise,
	anyTruth,
	anyWire,
	DIALECTS,
	ENVELOPES,
	ID,
	relayRow,
	expectedState,
	unfinished,
} from './truth';

const rixApi = gatewayOf('rixApi');
const SUBMIT = { method: 'POST', path: '/luma/generations', body: {} } as const;

/** A plain check: `expect` is too slow for this many. */
function must(condition: boolean, what: string): asserts condition {
	if (!condition) throw new Error(what);
}

function mustBeSound(task: Task) {
	must(typeof task.taskId === 'string' && task.taskId.trim() !== '', 'an ID');
	must(task.videos.length > 0, 'a video');
	for (const video of [task, ...task.videos]) {
		must(['queued', 'processing', 'completed', 'failed'].includes(video.state), 'a state');
		for (const link of linksOf(video)) {
			must(/^https?:$/.test(new URL(link).protocol), `not http(s): ${link}`);
		}
		for (const number of [video.width, video.height, video.durationSeconds]) {
			must(number === null || (Number.isFinite(number) && number > 0), `not a size: ${number}`);
		}
		must(
			video.expiresAt === null || !Number.isNaN(Date.parse(video.expiresAt)),
			`not a date: ${video.expiresAt}`,
		);
		must(
			video.state !== 'completed' || (video.videoUrl ?? video.thumbnailUrl) !== null,
			'completed without a link',
		);
		must(video.state === 'failed' || video.failureReason === null, 'a reason without a failure');
	}
	must(
		task.state !== 'completed' || task.videos.some(({ state }) => state === 'completed'),
		'completed without a completed video',
	);
}

const linksOf = ({ videoUrl, watermarkedVideoUrl, thumbnailUrl, lastFrameUrl }: Video) =>
	[videoUrl, watermarkedVideoUrl, thumbnailUrl, lastFrameUrl].filter((link) => link !== null);

function mustBePresentable(task: Task, body: unknown) {
	for (const output of ['simplified', 'raw', 'selectedFields'] as const) {
		const format = { output, fields: [...SELECTABLE_FIELDS], gateway: 'rixApi' };
		const item = formatTask(task, body, format);
		must(typeof JSON.stringify(item) === 'string', 'no item');
	}
	if (task.state === 'failed') must(taskFailure(rixApi, task).message.length < 1_000, 'too long');
}

/** A failure must be the package's own, with a message and advice. */
function mustBeOwn(failure: unknown) {
	must(failure instanceof LumaFailure, `not the package's own failure: ${String(failure)}`);
	must(failure.message !== '' && failure.message.length < 1_500, 'a message');
	must(failure.description !== '', 'advice');
}

/** Everything that the node does with an answer: to a submit, a fetch, a batch or the no-mark call. */
async function mustBeReadable(answer: Answer) {
	const client = clientOf(rixApi, () => answer);
	for (const read of [
		async () => await submitTask(client, SUBMIT),
		async () => await fetchTask(client, ID),
	]) {
		try {
			const { task, body } = await read();
			mustBeSound(task);
			mustBePresentable(task, body);
		} catch (failure) {
			mustBeOwn(failure);
		}
	}
	for (const fetched of (await fetchTasks(client, [ID, 'other'], true)).values()) {
		if (fetched instanceof LumaFailure) mustBeOwn(fetched);
		else mustBeSound(fetched.task);
	}
	for (const { task, body } of readTasks(answer.body)) {
		mustBeSound(task);
		mustBePresentable(task, body);
	}
	const link = readLink(answer.body ?? answer.text);
	must(link === undefined || /^https?:$/.test(new URL(link).protocol), 'not http(s)');
	must(typeof (findMessage(answer.body) ?? '') === 'string', 'not a message');
}

const anyStatus = fc.constantFrom(200, 200, 200, 201, 204, 301, 400, 401, 404, 429, 500, 502, 504);
const anyHeaders = fc.constantFrom(
	{},
	{ 'content-type': 'text/html' },
	{ 'retry-after': '5' },
	{ 'retry-after': 'soon' },
	{ 'retry-after': ['1'] },
);

describe("reading any answer throws nothing but the package's own failures", () => {
	it('if it has known names and any values', async () => {
		const inputs = fc.record({ body: anyJson, status: anyStatus, headers: anyHeaders });
		await check(15_000, inputs, async ({ body, status, headers }) => {
			await mustBeReadable(answerOf(status, onWire(body), headers));
		});
	});

	it('if it is a recorded answer with several changes', async () => {
		const inputs = fc.record({ body: mutatedFixture, status: anyStatus });
		await check(15_000, inputs, async ({ body, status }) => {
			await mustBeReadable(answerOf(status, onWire(body)));
		});
	});

	it('if it is damaged: truncated, doubled, or with foreign bytes', async () => {
		const inputs = fc.record({
			body: fc.oneof(anyJson, mutatedFixture),
			cutAt: fc.double({ min: 0, max: 1, noNaN: true }),
			inserted: fc.oneof(
				fc.string({ unit: 'binary', maxLength: 4 }),
				fc.constant('}{'),
				fc.constant(''),
			),
			rest: fc.constantFrom('drop', 'keep', 'double'),
			status: anyStatus,
		});
		await check(10_000, inputs, async ({ body, cutAt, inserted, rest, status }) => {
			const text = onWire(body);
			const at = Math.floor(text.length * cutAt);
			const tail = { drop: '', keep: text.slice(at), double: text }[rest];
			await mustBeReadable(answerOf(status, (text.slice(0, at) ?? '') + inserted + (tail ?? '')));
		});
	});
});

/** How the node reads an answer, as a fetch of `ID` and as a submit. */
async function readBack(body: unknown, wire = (text: string) => text) {
	const answer = answerOf(200, wire(JSON.stringify(body)));
	const client = clientOf(rixApi, ({ path }) =>
		path.endsWith('download_video_url') ? answerOf(400, { code: 'no', message: 'no' }) : answer,
	);
	const { task } = await fetchTask(client, ID);
	mustBeSound(task);
	const submitted = readTask(answer.body);
	must(submitted !== undefined, 'no task in the answer to a submit');
	must(submitted.taskId === ID, `a different ID: ${submitted.taskId}`);
	must(submitted.state === task.state, `as a submit ${submitted.state}, as a fetch ${task.state}`);
	return task;
}

describe('an answer generated from a known state', () => {
	it('is read as that state in every dialect and envelope, with any noise', async () => {
		const inputs = fc.record({
			truth: anyTruth,
			dialect: anyDialect,
			envelope: anyEnvelope,
			noise: anyNoise,
			wire: anyWire,
		});
		await check(12_000, inputs, async ({ truth, dialect, envelope, noise, wire }) => {
			const body = ENVELOPES[envelope](noise(DIALECTS[dialect](truth)));
			const task = await readBack(body, wire);
			must(task.state === expectedState(truth), `${task.state} instead of ${expectedState(truth)}`);
			if (task.state === 'completed') must(task.videoUrl === truth.link, 'a different link');
		});
	});

	it("inside a relay's row is finished only if the row and the task both are", async () => {
		const inputs = fc.record({
			row: anyTruth,
			truth: anyTruth,
			dialect: fc.constantFrom('official', 'agents', 'web', 'artifact'),
			envelope: anyEnvelope,
			noise: anyNoise,
		});
		await check(6_000, inputs, async ({ row, truth, dialect, envelope, noise }) => {
			const body = ENVELOPES[envelope](noise(relayRow(row.word, DIALECTS[dialect](truth))));
			const { state } = await readBack(body);
			const both = [row.state, truth.state];
			if (both.includes('failed')) must(state === 'failed', `${state} instead of failed`);
			else if (both.some((one) => one !== 'completed') || truth.link === null) {
				must(state === 'queued' || state === 'processing', `${state}, although unfinished`);
			} else must(state === 'completed', `${state} instead of completed`);
		});
	});

	it('with several videos is finished once all have ended and at least one is completed', async () => {
		const inputs = fc.record({
			own: anyTruth.filter(({ state }) => state !== 'failed'),
			videos: fc.array(anyTruth, { minLength: 1, maxLength: 4 }),
			noise: anyNoise,
		});
		await check(6_000, inputs, async ({ own, videos, noise }) => {
			const data = videos.map(({ word, link }, index) => ({
				id: `video-${index}`,
				state: word,
				artifact: link && { video_raw: { url: link } },
			}));
			const { state } = await readBack(noise({ task_id: ID, status: own.word, data }));
			const states = videos.map(expectedState);
			const ended = states.every((one) => one === 'completed' || one === 'failed');
			if (own.state !== 'completed' || !ended) {
				must(state === 'queued' || state === 'processing', `${state}, although unfinished`);
			} else must(state === (states.includes('completed') ? 'completed' : 'failed'), state);
		});
	});
});

/** Names that hold a task's state, or its ID. */
const STATE_NAMES = ['state', 'status', 'task_status', 'taskStatus', 'success', 'successFlag'];
const ID_NAMES = ['id', 'task_id', 'taskId', 'generation_id'];

describe('an unfinished task is never marked as finished', () => {
	it('whatever else its record contains, including links', async () => {
		const more = fc.dictionary(
			fc.constantFrom(
				...KNOWN_NAMES.filter((name) => ![...STATE_NAMES, ...ID_NAMES].includes(name)),
			),
			fc.oneof(
				anyLeaf,
				fc.constant({ url: LINK }),
				fc.constant({ state: 'completed', url: LINK, video: LINK }),
				fc.constant([{ state: 'completed', url: LINK }]),
				fc.constant([LINK]),
				fc.constantFrom(...STATE_WORDS.completed),
			),
			{ maxKeys: 5 },
		);
		const inputs = fc.record({
			truth: unfinished.filter(({ state }) => state !== 'completed'),
			dialect: fc.constantFrom('official', 'agents', 'web', 'artifact', 'acedata'),
			envelope: anyEnvelope,
			more,
		});
		await check(10_000, inputs, async ({ truth, dialect, envelope, more: added }) => {
			const record = { ...DIALECTS[dialect](truth), ...added };
			const { state } = await readBack(ENVELOPES[envelope](record));
			must(state !== 'completed', 'completed, although its own state is another');
		});
	});

	it('if two state fields of one record disagree', async () => {
		const word = fc.constantFrom<string>(...STATE_WORDS.queued, ...STATE_WORDS.processing);
		const inputs = fc.record({
			word,
			at: fc.constantFrom('state', 'status', 'task_status'),
			other: fc.constantFrom('state', 'status', 'task_status', 'successFlag'),
			envelope: anyEnvelope,
		});
		await check(1_000, inputs, async ({ word: open, at, other, envelope }) => {
			const done = other === 'successFlag' ? 1 : 'completed';
			const record = { id: ID, [other]: done, video_url: LINK, [at]: open };
			const { state } = await readBack(ENVELOPES[envelope](record));
			must(state !== 'completed', `completed, although '${at}' is ${open}`);
		});
	});
});

describe.each(Object.keys(BODIES))('the recorded answer %s', (name) => {
	it('reads the same with its keys in any order and with unknown fields', async () => {
		const simplify = (body: unknown) =>
			JSON.stringify(
				[readTask(body), readTask(body, ID), ...readTasks(body).map(({ task }) => task)].map(
					(task) =>
						task && {
							...task,
							...formatTask(task, null, { output: 'simplified', fields: [], gateway: 'rixApi' }),
						},
				),
			);
		const expected = simplify(BODIES[name]);
		await check(100, anyNoise, (noise) => {
			const noisy = noise(BODIES[name]);
			must(simplify(noisy) === expected, `reads differently: ${JSON.stringify(noisy)}`);
		});
	});
});

it('the noise of these tests really changes bodies', () => {
	expect(embellished({ a: [{ b: 1 }] }, { x: 2 })).toStrictEqual({ x: 2, a: [{ x: 2, b: 1 }] });
});
