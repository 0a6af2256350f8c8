import { linkExpiry } from './links';

/** The state of a task or video, independent of the gateway's own word for it. */
export type TaskState = 'queued' | 'processing' | 'completed' | 'failed';

/** One video of a task. Links are http(s); a field is `null` if the gateway does not provide it. */
export interface Video {
	state: TaskState;
	/** The link without a watermark if the gateway has one, otherwise the watermarked link. */
	videoUrl: string | null;
	watermarkedVideoUrl: string | null;
	thumbnailUrl: string | null;
	lastFrameUrl: string | null;
	/** Pixels. */
	width: number | null;
	/** Pixels. */
	height: number | null;
	durationSeconds: number | null;
	/** ISO 8601: when `videoUrl` expires. */
	expiresAt: string | null;
	failureReason: string | null;
}

/** A task. Its own video fields are those of its first completed video. */
export interface Task extends Video {
	taskId: string;
	/** The gateway's own word for the state. */
	gatewayState: string | null;
	prompt: string | null;
	/** ISO 8601. */
	createdAt: string | null;
	failureCode: string | null;
	estimatedWaitSeconds: number | null;
	/** All videos of the task: two at OpenAI-HK, one at the other gateways (docs/gateways.md#several-videos). */
	videos: Video[];
}

export const isEnded = ({ state }: { state: TaskState }) =>
	state === 'completed' || state === 'failed';

/** A task, and the body that it was read from. */
export interface TaskAnswer {
	task: Task;
	body: unknown;
}

/** The task, completed, with a better link to its only video. */
export function withVideoUrl(task: Task, videoUrl: string): Task {
	const fields = { videoUrl, expiresAt: linkExpiry(videoUrl), state: 'completed' as const };
	return { ...task, ...fields, videos: [{ ...task.videos[0], ...fields }] };
}

/** A task that was accepted, with nothing else known about it. */
export function unknownTask(taskId: string): Task {
	const video: Video = {
		state: 'processing',
		videoUrl: null,
		watermarkedVideoUrl: null,
		thumbnailUrl: null,
		lastFrameUrl: null,
		width: null,
		height: null,
		durationSeconds: null,
		expiresAt: null,
		failureReason: null,
	};
	return {
		...video,
		taskId,
		gatewayState: null,
		prompt: null,
		createdAt: null,
		failureCode: null,
		estimatedWaitSeconds: null,
		videos: [video],
	};
}
