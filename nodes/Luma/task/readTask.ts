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
 * Reads any gateway's answer by its shape, never by the path it came from: relays answer in the
 * dialect of Luma's web app on paths of the official API, wrap a generation into records of their
 * own, and mix both (docs/gateways.md#envelopes-and-ids). Nothing here throws, whatever the body.
 */

const PROMPTS = ['prompt', 'user_prompt', 'request.prompt', 'request.user_prompt', 'input.prompt'];
const CREATED = ['created_at', 'createdAt', 'submit_time', 'created'];
const FAILURE_CODES = ['failure_code', 'error.code', 'error_code'];

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

/** The link that a gateway answers alone: `{"url": "https://…"}` (docs/gateways.md#rixapi-clean-link). */
export function readLink(body: unknown): string | undefined {
	const found = asLink(body) ?? body;
	if (typeof found === 'string') return asLink(found);
	return firstOf(
		layersOf(asRecord(found) ?? {}),
		['url', 'download_url', 'video_url', 'video.download_url', 'data'],
		asLink,
	);
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

/** Whether an answer without an ID is about a task at all, and not about the request. */
const tellsProgress = (videos: Video[], state: TaskState | undefined) =>
	state === 'queued' || state === 'processing' || videos.some(({ videoUrl }) => videoUrl !== null);

/** An `error`, or the code of one, beside an ID and no state: the ID is that of the request, not of a task. */
const refuses = ({ error, code }: JsonRecord, state: TaskState | undefined) =>
	state === undefined &&
	((asRecord(error) ?? asText(error)) !== undefined || errorStatus(code) !== undefined);

/** Completed once all videos are at an end and one is there. */
function joinVideos(videos: Video[], own: TaskState | undefined): TaskState {
	const ended = videos.every(isEnded) && own !== 'queued' && own !== 'processing';
	if (ended || own === 'failed') {
		return videos.some((video) => video.state === 'completed') ? 'completed' : 'failed';
	}
	const states = [own ?? 'queued', ...videos.map(({ state }) => state)];
	return states.every((state) => state === 'queued') ? 'queued' : 'processing';
}
