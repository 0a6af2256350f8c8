import type { Gateway } from './gateway';
import { onlySet } from './onlySet';
import { creditsPath, fetchGeneration, generationsPath, officialBody } from './officialFormat';

/** Luma's first API, which Luma is retiring (docs/gateways.md#dream-machine-api). */
export const dreamMachine = {
	name: 'dreamMachine',
	label: 'Dream Machine API',
	listName: 'Dream Machine API (Luma, Being Retired)',
	baseUrl: 'https://api.lumalabs.ai',
	capabilities: {
		promptLength: [3, 5000],
		frames: ['url', 'task'],
		aspectRatios: ['1:1', '16:9', '9:16', '4:3', '3:4', '21:9', '9:21'],
		durations: 'any',
		resolutions: 'any',
		models: ['ray-2', 'ray-flash-2'],
		callback: true,
	},
	conflict: ({ loop, endFrame }) =>
		loop && endFrame ? "'Loop' is not available with an end frame" : undefined,
	submitRequest: (video) => ({
		method: 'POST',
		path: `${generationsPath}/video`,
		body: onlySet({
			generation_type: 'video',
			model: video.model ?? 'ray-2',
			...officialBody(video),
			duration: video.duration,
			resolution: video.resolution,
		}),
	}),
	taskRequests: fetchGeneration,
	listRequest: () => ({ method: 'GET', path: `${generationsPath}?limit=100&offset=0` }),
	probeRequest: { method: 'GET', path: creditsPath },
	recognizes: ({ status, body }) => status === 200 && 'credit_balance' in body,
} as const satisfies Gateway;
