import { linkExpiry } from './links';

/** Where a task stands, whatever word the gateway has for it. */
export type TaskState = 'queued' | 'processing' | 'completed' | 'failed';

/** One video of a task. Links are http(s); every field is `null` where the gateway does not say. */
export interface Video {
	state: TaskState;
	/** Without a watermark where the gateway has such a link, else the watermarked one. */
	videoUrl: string | null;
	watermarkedVideoUrl: string | null;
	thumbnailUrl: string | null;
	lastFrameUrl: string | null;
	/** Pixels. */
	width: number | null;
	/** Pixels. */
	height: number | null;
	durationSeconds: number | null;
	/** ISO 8601: when `videoUrl` stops working. */
	expiresAt: string | null;
	failureReason: string | null;
}

/** A gateway's task. Its own video fields are those of its first finished video. */
export interface Task extends Video {
	taskId: string;
	/** The gateway's own word for the state. */
	gatewayState: string | null;
	prompt: string | null;
	/** ISO 8601. */
	createdAt: string | null;
	failureCode: string | null;
	estimatedWaitSeconds: number | null;
	/** All videos of the task; OpenAI-HK makes two, the other gateways one. */
	videos: Video[];
}

export const isEnded = ({ state }: { state: TaskState }) =>
	state === 'completed' || state === 'failed';

/** A task and the body it was read from. */
export interface TaskAnswer {
	task: Task;
	body: unknown;
}

/** The task with a better link to its only video. */
export function withVideoUrl(task: Task, videoUrl: string): Task {
	const better = { videoUrl, expiresAt: linkExpiry(videoUrl), state: 'completed' as const };
	return { ...task, ...better, videos: [{ ...task.videos[0], ...better }] };
}

/** A task of which nothing is known but that it was accepted. */
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
