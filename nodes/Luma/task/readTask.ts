import { errorStatus, ID_KEYS, idOf, layersOf, recordsIn } from './envelope';
import { joinStates, stateOf, wordOf } from './state';
import type { Task, TaskAnswer, TaskState, Video } from './task';
import { isEnded } from './task';
import {
	asDate,
	asLink,
	asNumber,
	asReason,
	asRecord,
	asText,
	firstOf,
	type JsonRecord,
} from './values';
import { FAILURE_REASONS, readVideos } from './video';

/*
 * Reads any gateway's answer by its shape, never by the requested path: relays use the dialect of Luma's
 * web app on paths of the official API, wrap a generation into records of their own, and mix both
 * (docs/gateways.md#envelopes-and-ids). Nothing here throws, whatever the body is.
 */

const PROMPTS = ['prompt', 'user_prompt', 'request.prompt', 'request.user_prompt', 'input.prompt'];
const CREATED = ['created_at', 'createdAt', 'submit_time', 'created'];
const FAILURE_CODES = ['failure_code', 'error.code', 'error_code'];

/** All tasks in the answer to a batch request, each with its part of the body. */
export function readTasks(answer: unknown): TaskAnswer[] {
	return recordsIn(answer).flatMap((body) => {
		const task = toTask(body);
		return task ? [{ task, body }] : [];
	});
}

/**
 * The task in the answer to a submit or a single read, or `undefined` if there is none.
 *
 * @param requestedId the ID in the request. It stays the task's ID whatever ID the answer has, since it
 * is the one that works with this gateway.
 */
export function readTask(answer: unknown, requestedId?: string): Task | undefined {
	const records = recordsIn(answer);
	const match = records.find((record) => ID_KEYS.some((key) => record[key] === requestedId));
	if (match || records.length <= 1 || requestedId === undefined) {
		return toTask(match ?? records[0], requestedId);
	}
	// The list holds the videos of the task, not tasks.
	return toTask({ task_id: requestedId, data: records }, requestedId);
}

/** The link in an answer that holds nothing else: `{"url": "https://…"}` (docs/gateways.md#rixapi-clean-link). */
export function readLink(body: unknown): string | undefined {
	if (typeof body === 'string') return asLink(body);
	return firstOf(
		layersOf(asRecord(body) ?? {}),
		['url', 'download_url', 'video_url', 'video.download_url', 'data'],
		asLink,
	);
}

function toTask(record: JsonRecord | undefined, requestedId?: string): Task | undefined {
	if (record === undefined) return undefined;
	const layers = layersOf(record);
	const ownState = joinStates(layers.flatMap((layer) => stateOf(layer) ?? []));
	const ownId = idOf(layers);
	const videos = readVideos(layers, ownState, ownId ?? requestedId);
	const taskId = ownId ?? (showsProgress(videos, ownState) ? requestedId : undefined);
	if (taskId === undefined || isRequestError(record, ownState)) return undefined;

	const state = joinVideos(videos, ownState);
	const shown = videos.find((video) => video.state === 'completed') ?? videos[0];
	const hasFailed = state === 'failed';
	const reason = hasFailed ? firstOf(layers, FAILURE_REASONS, asReason) : undefined;
	return {
		...shown,
		taskId: requestedId ?? taskId,
		state,
		gatewayState: wordOf(layers) ?? null,
		prompt: firstOf(layers, PROMPTS, asText) ?? null,
		createdAt: firstOf(layers, CREATED, asDate) ?? null,
		failureReason: reason ?? (hasFailed ? shown.failureReason : null),
		failureCode: (hasFailed && firstOf(layers, FAILURE_CODES, asText)) || null,
		estimatedWaitSeconds:
			firstOf(layers, ['estimate_wait_seconds', 'estimated_wait_seconds'], asNumber) ?? null,
		videos,
	};
}

/** Whether an answer without an ID describes a task, rather than the outcome of the request. */
const showsProgress = (videos: Video[], state: TaskState | undefined) =>
	state === 'queued' || state === 'processing' || videos.some(({ videoUrl }) => videoUrl !== null);

/** With an `error` or an error code but no state, the ID belongs to the request, not to a task. */
const isRequestError = ({ error, code }: JsonRecord, state: TaskState | undefined) =>
	state === undefined &&
	((asRecord(error) ?? asText(error)) !== undefined || errorStatus(code) !== undefined);

/** Completed once every video has ended and at least one succeeded. */
function joinVideos(videos: Video[], own: TaskState | undefined): TaskState {
	const haveEnded = videos.every(isEnded) && own !== 'queued' && own !== 'processing';
	if (haveEnded || own === 'failed') {
		return videos.some((video) => video.state === 'completed') ? 'completed' : 'failed';
	}
	const states = [own ?? 'queued', ...videos.map(({ state }) => state)];
	return states.every((state) => state === 'queued') ? 'queued' : 'processing';
}
