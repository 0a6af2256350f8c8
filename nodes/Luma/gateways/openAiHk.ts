import type { Gateway } from './gateway';
import { NO_TASK } from './gateway';
import { relayBody, relayKnowsProbe } from './relayFormat';

/** OpenAI-HK's luma-v2: six fields, two videos for each task (docs/gateways.md#openai-hk). */
export const openAiHk = {
	name: 'openAiHk',
	label: 'OpenAI-HK',
	baseUrl: 'https://api.openai-hk.com',
	capabilities: {
		promptLength: [1, 5000],
		frames: ['url', 'image'],
		aspectRatios: 'any',
		enhancePrompt: true,
	},
	submitRequest: (video) => ({
		method: 'POST',
		path: '/luma/v2/generations',
		body: relayBody(video),
	}),
	/** Both paths are documented; the example uses the first. */
	taskRequests: (taskId) =>
		['/luma', '/luma/v2'].map((root) => ({
			method: 'GET',
			path: `${root}/generations/${encodeURIComponent(taskId)}`,
		})),
	probeRequest: { method: 'GET', path: `/luma/generations/${NO_TASK}` },
	recognizes: relayKnowsProbe,
} as const satisfies Gateway;
