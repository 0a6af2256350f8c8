import type { Gateway } from './gateway';
import type { Frame } from './videoRequest';
import { NO_TASK } from './gateway';
import { onlySet } from './onlySet';

/** Luma's current API (docs/gateways.md#luma-agents-api). */
export const lumaAgents = {
	name: 'lumaAgents',
	label: 'Luma Agents API',
	listName: 'Luma Agents API (Luma)',
	baseUrl: 'https://agents.lumalabs.ai',
	capabilities: {
		promptLength: [1, 6000],
		frames: ['url', 'image', 'task'],
		aspectRatios: ['9:16', '3:4', '1:1', '4:3', '16:9', '21:9'],
		durations: ['5s', '10s'],
		resolutions: ['360p', '540p', '720p', '1080p'],
		models: ['ray-3.2'],
	},
	conflict: ({ loop, duration }) =>
		loop && duration === '10s' ? "'Loop' is not available with a duration of 10s" : undefined,
	submitRequest: (video) => ({
		method: 'POST',
		path: '/v1/generations',
		body: onlySet({
			prompt: video.prompt,
			// The default model and type generate images (docs/gateways.md#agents-body).
			model: video.model ?? 'ray-3.2',
			type: 'video',
			aspect_ratio: video.aspectRatio,
			video: onlySet({
				duration: video.duration,
				resolution: video.resolution,
				loop: video.loop || undefined,
				start_frame: imageRef(video.startFrame),
				end_frame: imageRef(video.endFrame),
			}),
		}),
	}),
	taskRequests: (taskId) => [
		{ method: 'GET', path: `/v1/generations/${encodeURIComponent(taskId)}` },
	],
	requestsPerMinute: 30,
	probeRequest: { method: 'GET', path: `/v1/generations/${NO_TASK}` },
	// "Not Found" is its web framework's answer to an unknown path.
	recognizes: ({ status, body: { detail } }) =>
		status === 404 && typeof detail === 'string' && detail !== 'Not Found',
} as const satisfies Gateway;

function imageRef(frame?: Frame) {
	if (frame?.from === 'task') return { generation_id: frame.taskId };
	if (frame?.from === 'image') return { data: frame.base64, media_type: frame.mimeType };
	return frame && { url: frame.url };
}
