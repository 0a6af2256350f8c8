import { parseJson } from './parseBody';
import { isWatermarked, linkExpiry } from './links';
import { joinStates, readState } from './state';
import type { Task, TaskAnswer, TaskState, Video } from './task';
import { isEnded } from './task';
import { asLink, asNumber, asRecord, asText, at, firstOf, type JsonRecord } from './values';

/*
 * Reads any gateway's answer by its shape, never by the path it came from: relays answer in the
 * dialect of Luma's web app on paths of the official API, wrap a generation into records of their
 * own, and mix both (luma-apis.md 0, 3.4, 4). Nothing here throws, whatever the body.
 */

const TASK_ID_KEYS = ['task_id', 'taskId', 'generation_id'] as const;
const ID_KEYS = [...TASK_ID_KEYS, 'id'] as const;
const STATE_KEYS = ['state', 'status', 'task_status', 'taskStatus'] as const;

/** Where an answer, a relay's record or a task keeps what it wraps. */
const INNER_KEYS = ['data', 'result', 'response', 'generation', 'task', 'task_result', 'output'];
const WRAPPING_KEYS = [...INNER_KEYS, 'artifact', 'assets'];
const LIST_KEYS = ['data', 'generations', 'tasks', 'results', 'items', 'list', 'output'];
const VIDEO_LIST_KEYS = ['data', 'videos', 'generations', 'output', 'resultUrls'];

/** Cleanest first: `video_raw` and `download_url` carry no watermark (luma-apis.md 3.2, 7). */
const VIDEO_LINKS = [
	'video_raw.url',
	'video_raw',
	'video.download_url',
	'download_url',
	'video',
	'video.url',
	'video_url',
	'videoUrl',
	'url',
];
/** `assets.image` is the still that Luma's API gives with a video (luma-apis.md 6). */
const THUMBNAIL_LINKS = [
	'thumbnail.url',
	'thumbnail',
	'thumbnail_url',
	'cover_url',
	'assets.image',
];
const LAST_FRAME_LINKS = ['last_frame.url', 'last_frame', 'last_frame_url'];
const PROMPTS = ['prompt', 'user_prompt', 'request.prompt', 'request.user_prompt', 'input.prompt'];
const CREATED = ['created_at', 'createdAt', 'submit_time', 'created'];
const FAILURE_CODES = ['failure_code', 'error.code', 'error_code'];
const FAILURE_REASONS = [
	'failure_reason',
	'fail_reason',
	'error.raw_message',
	'error.message',
	'error_message',
	'errorMessage',
	'error',
	'message',
	'msg',
	'detail',
];

const MAX_DEPTH = 5;
/*
 * Anybody can send a callback of many megabytes, and reading it holds up all of n8n: no answer needs
 * more than this of tasks, of layers and videos in a task, and of JSON inside a text.
 */
const MOST_TASKS = 1_000;
const MOST_LAYERS = 200;
const MOST_VIDEOS = 100;
const LONGEST_NESTED = 2_000_000;

/** All tasks of a batch answer, each with its part of the body. */
export function readTasks(answer: unknown): TaskAnswer[] {
	return recordsIn(answer).flatMap((body) => {
		const task = toTask(body);
		return task ? [{ task, body }] : [];
	});
}

/**
 * The one task of an answer, or `undefined` where the answer holds none.
 *
 * @param askedId the ID that was asked for. It stays the task's ID whatever the answer calls it,
 * since it is the one that works with this gateway.
 */
export function readTask(answer: unknown, askedId?: string): Task | undefined {
	const records = recordsIn(answer);
	const asked = records.find((record) => ID_KEYS.some((key) => record[key] === askedId));
	if (asked || records.length <= 1 || askedId === undefined) {
		return toTask(asked ?? records[0], askedId);
	}
	return toTask({ task_id: askedId, data: records }, askedId);
}

/** The link that a gateway answers alone: `{"url": "https://…"}` (luma-apis.md 3.4, no mark). */
export function readLink(body: unknown): string | undefined {
	const found = asLink(body) ?? body;
	if (typeof found === 'string') return asLink(found);
	return firstOf(
		layersOf(asRecord(found) ?? {}),
		['url', 'download_url', 'video_url', 'video.download_url', 'data'],
		asLink,
	);
}

/** The tasks of a list, also of one inside an envelope; otherwise the whole answer as one. */
function recordsIn(answer: unknown): JsonRecord[] {
	const value = parseNested(answer);
	if (Array.isArray(value)) return onlyRecords(value);
	const record = asRecord(value);
	return record ? (findList(record) ?? [record]) : [];
}

/** A list whose entries have IDs of their own, in a record that has none: a list of tasks. */
function findList(record: JsonRecord, depth = 0): JsonRecord[] | undefined {
	if (depth > MAX_DEPTH || ID_KEYS.some((key) => asText(record[key]))) return undefined;
	for (const key of LIST_KEYS) {
		const entries = onlyRecords(parseNested(record[key]));
		if (entries.some((entry) => idOf(layersOf(entry)) !== undefined)) return entries;
	}
	for (const key of INNER_KEYS) {
		const inner = asRecord(parseNested(record[key]));
		const found = inner && findList(inner, depth + 1);
		if (found) return found;
	}
	return undefined;
}

const onlyRecords = (value: unknown): JsonRecord[] =>
	Array.isArray(value)
		? value
				.slice(0, MOST_TASKS)
				.map(asRecord)
				.filter((entry) => entry !== undefined)
		: [];

/** Some relays send the generation as JSON text inside their own record. */
function parseNested(value: unknown): unknown {
	if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
	if (value.length > LONGEST_NESTED) return value;
	try {
		return parseJson(value);
	} catch {
		return value;
	}
}

/** The record and what it wraps, outermost first. */
function layersOf(record: JsonRecord, depth = 0, layers: JsonRecord[] = []): JsonRecord[] {
	if (depth > MAX_DEPTH || layers.length >= MOST_LAYERS) return layers;
	layers.push(record);
	for (const key of WRAPPING_KEYS) {
		const layer = asRecord(parseNested(record[key]));
		if (layer) layersOf(layer, depth + 1, layers);
	}
	return layers;
}

function toTask(record: JsonRecord | undefined, askedId?: string): Task | undefined {
	if (record === undefined) return undefined;
	const layers = layersOf(record);
	const ownState = joinStates(layers.flatMap((layer) => stateOf(layer) ?? []));
	const ownId = idOf(layers);
	const videos = readVideos(layers, ownState, ownId ?? askedId);
	const taskId = ownId ?? (tellsProgress(videos, ownState) ? askedId : undefined);
	if (taskId === undefined || refuses(record, ownState)) return undefined;

	const state = joinVideos(videos, ownState);
	const shown = videos.find((video) => video.state === 'completed') ?? videos[0];
	const failed = state === 'failed';
	const reason = failed ? firstOf(layers, FAILURE_REASONS, asReason) : undefined;
	return {
		...shown,
		taskId: askedId ?? taskId,
		state,
		gatewayState: wordOf(layers) ?? null,
		prompt: firstOf(layers, PROMPTS, asText) ?? null,
		createdAt: firstOf(layers, CREATED, asDate) ?? null,
		failureReason: reason ?? (failed ? shown.failureReason : null),
		failureCode: (failed && firstOf(layers, FAILURE_CODES, asText)) || null,
		estimatedWaitSeconds:
			firstOf(layers, ['estimate_wait_seconds', 'estimated_wait_seconds'], asNumber) ?? null,
		videos,
	};
}

/** Text IDs first: a number beside them is a row of the relay's database (luma-apis.md 3.4). */
function idOf(layers: JsonRecord[]): string | undefined {
	return (
		firstOf(layers, TASK_ID_KEYS, asText) ??
		firstOf(layers, ['id'], asName) ??
		firstOf(layers, ID_KEYS, asRow)
	);
}

/** Numbers of so many digits come as text (see `parseJson`). */
const LONG_NUMBER = /^\d{16,}$/;
const asName = (id: unknown) => {
	const text = asText(id);
	return text && !LONG_NUMBER.test(text) ? text : undefined;
};
const asRow = (id: unknown) => (Number.isSafeInteger(id) ? String(id) : asText(id));

/** The task that a refusal names by a key that means nothing else, as `id` may. */
export const taskNamedIn = (body: unknown): string | undefined =>
	firstOf(layersOf(asRecord(body) ?? {}), TASK_ID_KEYS, asText);

/** Whether an answer without an ID is about a task at all, and not about the request. */
const tellsProgress = (videos: Video[], state: TaskState | undefined) =>
	state === 'queued' || state === 'processing' || videos.some(({ videoUrl }) => videoUrl !== null);

/** An `error`, or the code of one, beside an ID and no state: the ID is that of the request, not of a task. */
const refuses = ({ error, code }: JsonRecord, state: TaskState | undefined) =>
	state === undefined &&
	((asRecord(error) ?? asText(error)) !== undefined || errorStatus(code) !== undefined);

/** The HTTP status of an error in an envelope's `code` (luma-apis.md 5.5). */
export function errorStatus(code: unknown): number | undefined {
	const status = asNumber(code);
	return status !== undefined && status >= 400 && status < 600 ? status : undefined;
}

/** The entries of the task's list of videos, or the task itself where it has no list. */
function readVideos(
	layers: JsonRecord[],
	ownState: TaskState | undefined,
	taskId: string | undefined,
): Video[] {
	const entries = layers
		.flatMap((layer) => VIDEO_LIST_KEYS.flatMap((key) => videoEntries(layer[key])))
		.slice(0, MOST_VIDEOS);
	const still = firstOf(
		layers.flatMap(({ output }) => (Array.isArray(output) ? output : [])).filter(isStill),
		['url'],
		asLink,
	);
	const isPicture = layers.some(makesPicture);
	return (entries.length > 0 ? entries : [layers]).map((entry) => {
		const video = toVideo(entry, ownState, taskId);
		return finish({ ...video, thumbnailUrl: video.thumbnailUrl ?? still ?? null }, isPicture);
	});
}

/** Agents name the type of every output; what is not a video (a still, EXR) is none. */
function videoEntries(value: unknown): JsonRecord[][] {
	const list = Array.isArray(value) ? value : [value].filter(asLink);
	return list.slice(0, MOST_VIDEOS).flatMap((entry) => {
		if (asLink(entry)) return [[{ video_url: entry }]];
		const record = asRecord(entry);
		if (!record || !['video', undefined].includes(asText(record.type))) return [];
		return [layersOf(record)];
	});
}

function toVideo(
	layers: JsonRecord[],
	taskState: TaskState | undefined,
	taskId: string | undefined,
): Video {
	const links = VIDEO_LINKS.flatMap((path) =>
		layers
			.flatMap((layer) => asVideoLink(at(layer, path)) ?? [])
			.filter((link) => path !== 'url' || !isTaskAddress(link, taskId)),
	);
	const watermarkedVideoUrl = links.find(isWatermarked) ?? null;
	const videoUrl = links.find((link) => !isWatermarked(link)) ?? watermarkedVideoUrl;
	const state =
		joinStates(layers.flatMap((layer) => stateOf(layer) ?? [])) ??
		taskState ??
		(videoUrl ? 'completed' : 'queued');
	return {
		state,
		videoUrl,
		watermarkedVideoUrl,
		thumbnailUrl: firstOf(layers, THUMBNAIL_LINKS, asLink) ?? null,
		lastFrameUrl: firstOf(layers, LAST_FRAME_LINKS, asLink) ?? null,
		width: sizeOf(layers, 'width'),
		height: sizeOf(layers, 'height'),
		durationSeconds:
			firstOf(layers, ['video_raw.duration', 'video.duration', 'duration'], asPositive) ?? null,
		expiresAt: linkExpiry(videoUrl),
		failureReason: (state === 'failed' && firstOf(layers, FAILURE_REASONS, asReason)) || null,
	};
}

/**
 * Completed, but no link yet, happens: then the video is not finished (luma-apis.md 5.13). A task
 * that makes a picture never gets a video; its picture will do.
 */
function finish(video: Video, isPicture: boolean): Video {
	const there = video.videoUrl ?? (isPicture ? video.thumbnailUrl : null);
	return video.state === 'completed' && there === null ? { ...video, state: 'processing' } : video;
}

/** A bare `url` can also be that of a picture. */
const asVideoLink = (value: unknown) => {
	const link = asLink(value);
	return link && !/\.(jpe?g|png|webp|gif)$/i.test(new URL(link).pathname) ? link : undefined;
};

/** A bare `url` can be that of the task itself, to ask for it; one that is signed is not. */
function isTaskAddress(link: string, taskId: string | undefined): boolean {
	const { pathname, search } = new URL(link);
	return search === '' && taskId !== undefined && pathname.endsWith(`/${taskId}`);
}

const isStill = (entry: unknown) => asRecord(entry)?.type === 'image';
const makesPicture = ({ generation_type, type }: JsonRecord) =>
	['image', 'image_edit', 'reframe_image'].includes(asText(generation_type ?? type) ?? '');
const sizeOf = (layers: JsonRecord[], side: 'width' | 'height') =>
	firstOf(
		layers,
		[`video_raw.${side}`, `video.${side}`, side, `video_${side}`, `thumbnail.${side}`],
		asPositive,
	) ?? null;

/** Completed once all videos are at an end and one is there. */
function joinVideos(videos: Video[], own: TaskState | undefined): TaskState {
	const ended = videos.every(isEnded) && own !== 'queued' && own !== 'processing';
	if (ended || own === 'failed') {
		return videos.some((video) => video.state === 'completed') ? 'completed' : 'failed';
	}
	const states = [own ?? 'queued', ...videos.map(({ state }) => state)];
	return states.every((state) => state === 'queued') ? 'queued' : 'processing';
}

/** What a record says of itself: its first word, but failed or not finished where another one says so. */
function stateOf(record: JsonRecord): TaskState | 'unknown' | undefined {
	const { success, successFlag } = record;
	const flag = typeof successFlag === 'number' ? [flagState(successFlag)] : [];
	const words = [...flag, ...STATE_KEYS.flatMap((key) => readState(record[key]) ?? [])];
	if (words.includes('failed')) return 'failed';
	if (words.length === 0 && success === false) return 'failed';
	if (words[0] !== 'completed') return words[0];
	return words.find((word) => word === 'queued' || word === 'processing') ?? 'completed';
}

/** kie.ai counts instead of naming: 0 runs, 1 is there, more is failed (luma-apis.md 4). */
const flagState = (flag: number): TaskState =>
	flag === 0 ? 'processing' : flag === 1 ? 'completed' : 'failed';

const wordOf = (layers: JsonRecord[]) =>
	[...layers].reverse().flatMap((layer) => firstOf([layer], STATE_KEYS, asText) ?? [])[0];

const asPositive = (value: unknown) => {
	const number = asNumber(value);
	return number !== undefined && number > 0 ? number : undefined;
};

/** Words that stand for "nothing wrong" in a field for what went wrong. */
const asReason = (value: unknown) => {
	const text = asText(value) ?? asText(asRecord(value)?.reason);
	return text && !/^(success|ok|null|none)$/i.test(text) ? text : undefined;
};

/** ISO 8601 text as it is, Unix seconds converted; Go's zero time says nothing (5.12). */
const asDate = (value: unknown) => {
	const isTime = typeof value === 'number' || UNIX_TIME.test(asText(value) ?? '');
	const time = isTime ? asNumber(value) : undefined;
	const text = time !== undefined && time > 1e9 ? unixDate(time) : asText(value);
	return text !== undefined && Date.parse(text) > 0 ? text : undefined;
};

/** In seconds, or thousandths of them: 20241015085619 is a date. */
const UNIX_TIME = /^(\d{10}|\d{13}|\d{16}|\d{19})$/;

/** Seconds, also where they come as milliseconds or finer. */
function unixDate(time: number): string {
	let seconds = time;
	while (seconds > LATEST_SECONDS) seconds /= 1000;
	return new Date(Math.round(seconds * 1000)).toISOString();
}

/** The year 2100; a larger number of seconds is one of something finer. */
const LATEST_SECONDS = 4_102_444_800;
