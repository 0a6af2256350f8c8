import type { Gateway } from './gateway';
import { NO_TASK } from './gateway';
import { fetchGeneration, generationsPath, officialBody } from './officialFormat';
import { relayKnowsProbe } from './relayFormat';

/** CometAPI: Luma's first format, without model, duration and resolution (docs/gateways.md#cometapi). */
export const cometApi = {
	name: 'cometApi',
	label: 'CometAPI',
	baseUrl: 'https://api.cometapi.com',
	capabilities: {
		promptLength: [1, 5000],
		frames: ['url', 'task'],
		aspectRatios: 'any',
		callback: true,
	},
	submitRequest: (video) => ({ method: 'POST', path: generationsPath, body: officialBody(video) }),
	taskRequests: fetchGeneration,
	probeRequest: { method: 'GET', path: `${generationsPath}/${NO_TASK}` },
	recognizes: relayKnowsProbe,
} as const satisfies Gateway;
