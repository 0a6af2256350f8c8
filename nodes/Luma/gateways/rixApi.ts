import type { Gateway } from './gateway';
import type { VideoRequest } from './videoRequest';
import { NO_TASK } from './gateway';
import { onlySet } from './onlySet';
import { keyframes } from './officialFormat';
import { relayBody, relayKnowsProbe } from './relayFormat';

const taskPath = (taskId: string) => `/luma/generations/${encodeURIComponent(taskId)}`;

/** RixAPI and similar relays, in their own format (docs/gateways.md#rixapi-submit; docs/gateways.md#rixapi). */
export const rixApi = {
	name: 'rixApi',
	label: 'RixAPI',
	listName: 'RixAPI and Similar Relays',
	capabilities: {
		promptLength: [1, 5000],
		frames: ['url', 'image', 'task'],
		aspectRatios: 'any',
		durations: 'any',
		resolutions: 'any',
		models: ['ray-v1', 'ray-v2'],
		enhancePrompt: true,
		callback: true,
	},
	submitRequest: (video) => ({
		method: 'POST',
		path: '/luma/generations',
		body: onlySet({
			...relayBody(video),
			keyframes: keyframes(onlyTasks(video)),
			duration: video.duration,
			resolution: video.resolution,
			model_name: video.model,
			notify_hook: video.callbackUrl,
		}),
	}),
	extend: {
		capabilities: {
			promptLength: [1, 5000],
			frames: [],
			aspectRatios: 'any',
			enhancePrompt: true,
		},
		submitRequest: (taskId, video) => ({
			method: 'POST',
			path: `${taskPath(taskId)}/extend`,
			body: relayBody(video),
		}),
	},
	taskRequests: (taskId) => [{ method: 'GET', path: taskPath(taskId) }],
	batchRequest: (taskIds) => ({ method: 'POST', path: '/luma/tasks', body: { ids: taskIds } }),
	watermarkFreeRequest: (taskId) => ({
		method: 'GET',
		path: `${taskPath(taskId)}/download_video_url`,
	}),
	probeRequest: { method: 'GET', path: taskPath(NO_TASK) },
	recognizes: relayKnowsProbe,
} as const satisfies Gateway;

/** Images have separate fields here; only an earlier task needs a keyframe. */
function onlyTasks({ startFrame, endFrame, ...video }: VideoRequest): VideoRequest {
	return {
		...video,
		startFrame: startFrame?.from === 'task' ? startFrame : undefined,
		endFrame: endFrame?.from === 'task' ? endFrame : undefined,
	};
}
