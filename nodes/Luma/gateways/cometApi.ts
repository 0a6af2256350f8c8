import type { Gateway } from './gateway';
import { NO_TASK } from './gateway';
import { fetchGeneration, generationsPath, officialBody } from './officialFormat';
import { relayKnowsProbe } from './relayFormat';

/** CometAPI: Luma's first format, without model, duration and resolution (seeds 000 and 001). */
export const cometApi: Gateway = {
	name: 'cometApi',
	label: 'CometAPI',
	baseUrl: 'https://api.cometapi.com',
	capabilities: {
		promptLength: [1, 5000],
		frames: ['url', 'task'],
		aspectRatios: 'any',
		callback: true,
	},
	submit: (video) => ({ method: 'POST', path: generationsPath, body: officialBody(video) }),
	fetch: fetchGeneration,
	probe: { method: 'GET', path: `${generationsPath}/${NO_TASK}` },
	recognizes: relayKnowsProbe,
};
