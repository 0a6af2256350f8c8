import type { IDataObject } from 'n8n-workflow';

import type { Task, Video } from './task';

/** How a task leaves the node. */
export type Output = 'simplified' | 'raw' | 'selectedFields';

export interface OutputFormat {
	output: Output;
	/** Names from `SELECTABLE_FIELDS`; used by `selectedFields`. */
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
 * - `simplified`: ten fields, `null` where unknown, and `videos` where there are several.
 * - `selectedFields`: the chosen ones; the task ID is always among them.
 * - `raw`: the gateway's own body, a list under `data`.
 *
 * A task that ran into the wait's limit says `timedOut: true` in each of them.
 */
export function formatTask(task: Task, body: unknown, how: OutputFormat): IDataObject {
	const mark = how.timedOut ? { timedOut: true } : {};
	if (how.output === 'raw') return { ...rawBody(body), ...mark };
	const videos = task.videos.map((video) => simplify(task.taskId, video));
	if (how.output === 'simplified') {
		return { ...simplify(task.taskId, task), ...(videos.length > 1 ? { videos } : {}), ...mark };
	}

	const all: IDataObject = {
		...simplify(task.taskId, task),
		gateway: how.gateway,
		gatewayState: task.gatewayState,
		prompt: task.prompt,
		createdAt: task.createdAt,
		watermarkedVideoUrl: task.watermarkedVideoUrl,
		failureCode: task.failureCode,
		estimatedWaitSeconds: task.estimatedWaitSeconds,
		videoCount: task.videos.filter(({ videoUrl }) => videoUrl !== null).length,
		videos,
		timedOut: how.timedOut ?? false,
	};
	const chosen = ['taskId', ...how.fields].filter((field) => Object.hasOwn(all, field));
	return { ...Object.fromEntries(chosen.map((field) => [field, all[field]])), ...mark };
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
