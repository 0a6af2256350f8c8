import { availableOn, findGateway, GATEWAYS, takes } from '../../../nodes/Luma/gateways';
import type { Capabilities } from '../../../nodes/Luma/gateways/gateway';

const capabilities: Capabilities = {
	promptLength: [1, 2],
	frames: [],
	aspectRatios: 'any',
	durations: ['5s'],
};

describe('a value of a setting', () => {
	it.each([
		['aspectRatios', '1:1', true],
		['durations', '5s', true],
		['durations', '9s', false],
		['resolutions', '720p', false],
	] as const)('of %s: %s is taken: %s', (setting, value, expected) => {
		expect(takes(capabilities, setting, value)).toBe(expected);
	});
});

describe('where something is available', () => {
	it('is said by the labels of the gateways', () => {
		expect(availableOn(({ enhancePrompt }) => enhancePrompt)).toBe(
			'Available on RixAPI and OpenAI-HK.',
		);
	});

	it('is said after the description', () => {
		expect(availableOn(({ models }) => models?.includes('ray-3.2'), 'The new one')).toBe(
			'The new one. Available on Luma Agents API.',
		);
	});
});

it('a gateway is found by the name that credentials store', () => {
	for (const gateway of GATEWAYS) expect(findGateway(gateway.name)).toBe(gateway);
	expect(findGateway('none')).toBeUndefined();
});
