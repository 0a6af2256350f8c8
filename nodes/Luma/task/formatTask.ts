import type { IDataObject } from 'n8n-workflow';

import type { Task, Video } from './task';

/** The format of a task's output item. */
export type Output = 'simplified' | 'raw' | 'selectedFields';

export interface OutputFormat {
	output: Output;
	/** Names from `SELECTABLE_FIELDS`; only used by `selectedFields`. */
	fields: string[];
	/** The gateway's name, e.g. `cometApi`. */
	gateway: string;
	timedOut?: boolean;
}

const SIMPLIFIED_FIELDS = [
	'taskId',
	'state',
	'videoUrl',
	'thumbnailUrl',
	'lastFrameUrl',
	'width',
	'height',
	'durationSeconds',
	'expiresAt',
	'failureReason',
] as const;

export const SELECTABLE_FIELDS = [
	...SIMPLIFIED_FIELDS,
	'gateway',
	'gatewayState',
	'prompt',
	'createdAt',
	'watermarkedVideoUrl',
	'failureCode',
	'estimatedWaitSeconds',
	'videoCount',
	'videos',
	'timedOut',
] as const;

/**
 * The JSON of a task's item.
 *
 * - `simplified`: ten fields, `null` if unknown, plus `videos` if the task has several.
 * - `selectedFields`: the selected fields, and always the task ID.
 * - `raw`: the gateway's own body; a body that is not an object goes under `data`.
 *
 * Each format has `timedOut: true` if the wait reached its timeout.
 */
export function formatTask(task: Task, body: unknown, format: OutputFormat): IDataObject {
	const timedOut = format.timedOut ? { timedOut: true } : {};
	if (format.output === 'raw') return { ...rawBody(body), ...timedOut };
	const videos = task.videos.map((video) => simplify(task.taskId, video));
	if (format.output === 'simplified') {
		return {
			...simplify(task.taskId, task),
			...(videos.length > 1 ? { videos } : {}),
			...timedOut,
		};
	}

	const all: IDataObject = {
		...simplify(task.taskId, task),
		gateway: format.gateway,
		gatewayState: task.gatewayState,
		prompt: task.prompt,
		createdAt: task.createdAt,
		watermarkedVideoUrl: task.watermarkedVideoUrl,
		failureCode: task.failureCode,
		estimatedWaitSeconds: task.estimatedWaitSeconds,
		videoCount: task.videos.filter(({ videoUrl }) => videoUrl !== null).length,
		videos,
		timedOut: format.timedOut ?? false,
	};
	const selected = ['taskId', ...format.fields].filter((field) => Object.hasOwn(all, field));
	return { ...Object.fromEntries(selected.map((field) => [field, all[field]])), ...timedOut };
}

const simplify = (taskId: string, video: Video): IDataObject => ({
	taskId,
	state: video.state,
	videoUrl: video.videoUrl,
	thumbnailUrl: video.thumbnailUrl,
	lastFrameUrl: video.lastFrameUrl,
	width: video.width,
	height: video.height,
	durationSeconds: video.durationSeconds,
	expiresAt: video.expiresAt,
	failureReason: video.failureReason,
});

const rawBody = (body: unknown): IDataObject =>
	typeof body === 'object' && body !== null && !Array.isArray(body)
		? (body as IDataObject)
		: { data: body as IDataObject[] };
