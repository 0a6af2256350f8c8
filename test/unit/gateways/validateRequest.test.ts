import { GATEWAYS, gatewaysThat, type GatewayName } from '../../../nodes/Luma/gateways';
import type { Gateway } from '../../../nodes/Luma/gateways/gateway';
import type { VideoRequest } from '../../../nodes/Luma/gateways/videoRequest';
import { assertSupported } from '../../../nodes/Luma/gateways/validateRequest';
import { LumaFailure } from '../../../nodes/Luma/task/failure';
import { expectOwnWords } from '../wording';

const plain: VideoRequest = { prompt: 'A tiger walking in snow', aspectRatio: '16:9', loop: false };

const url = { from: 'url', url: 'https://example.com/a.png' } as const;
const image = { from: 'image', base64: 'iVBORw0KGgo=', mimeType: 'image/png' } as const;
const task = { from: 'task', taskId: '32ec5549-7b7a-4111-a43b-445b3a89c8ef' } as const;

/** Every setting that not all gateways support, and the gateways that do (docs/gateways.md#settings-by-gateway). */
const SETTINGS: Array<{
	label: string;
	source?: string;
	video: Partial<VideoRequest>;
	on: GatewayName[];
}> = [
	{
		label: 'Start Frame',
		source: 'a file',
		video: { startFrame: image },
		on: ['rixApi', 'openAiHk', 'lumaAgents'],
	},
	{
		label: 'End Frame',
		source: 'a file',
		video: { endFrame: image },
		on: ['rixApi', 'openAiHk', 'lumaAgents'],
	},
	{
		label: 'Start Frame',
		source: 'an earlier task',
		video: { startFrame: task },
		on: ['cometApi', 'rixApi', 'lumaAgents', 'dreamMachine'],
	},
	{
		label: 'End Frame',
		source: 'an earlier task',
		video: { endFrame: task },
		on: ['cometApi', 'rixApi', 'lumaAgents', 'dreamMachine'],
	},
	{
		label: 'Duration',
		video: { duration: '5s' },
		on: ['rixApi', 'lumaAgents', 'dreamMachine'],
	},
	{
		label: 'Resolution',
		video: { resolution: '720p' },
		on: ['rixApi', 'lumaAgents', 'dreamMachine'],
	},
	{ label: 'Model', video: { model: 'ray-2' }, on: ['rixApi', 'lumaAgents', 'dreamMachine'] },
	{ label: 'Enhance Prompt', video: { enhancePrompt: true }, on: ['rixApi', 'openAiHk'] },
	{ label: 'Enhance Prompt', video: { enhancePrompt: false }, on: ['rixApi', 'openAiHk'] },
	{
		label: 'Callback',
		video: { callbackUrl: 'https://hooks.example.com/luma' },
		on: ['cometApi', 'rixApi', 'dreamMachine'],
	},
];

const PAIRS = SETTINGS.flatMap((setting) =>
	GATEWAYS.map((gateway) => ({
		...setting,
		gateway,
		shown: gateway.label,
		value: JSON.stringify(setting.video),
	})),
);
const isOn = ({ on, gateway }: { on: GatewayName[]; gateway: Gateway }) =>
	(on as string[]).includes(gateway.name);

function failureOf(gateway: Gateway, video: Partial<VideoRequest>): LumaFailure {
	try {
		assertSupported(gateway, { ...plain, ...video });
	} catch (failure) {
		return failure as LumaFailure;
	}
	throw new Error('It was not rejected');
}

const gatewayOf = (name: GatewayName) => GATEWAYS.find((one) => one.name === name) as Gateway;

describe('a setting that the gateway does not support', () => {
	it.each(PAIRS.filter((pair) => !isOn(pair)))(
		'is rejected on $shown with its label: $value',
		({ label, source, video, on, gateway }) => {
			const failure = failureOf(gateway, video);
			expect(failure).toBeInstanceOf(LumaFailure);
			expect(failure.code).toBe('invalidInput');
			expect(failure.message).toContain(`'${label}'`);
			expect(failure.message).toContain(gateway.label);
			if (source) expect(failure.message).toContain(source);
			expect(failure.description).toContain(`'${label}'`);
			for (const name of on) expect(failure.description).toContain(gatewayOf(name).label);
			expect(failure.facts.gateway).toBe(gateway.name);
			expect(failure.facts.retryable ?? false).toBe(false);
			expectOwnWords(failure);
		},
	);

	it('is rejected with a description of what to do', () => {
		expect(failureOf(gatewayOf('cometApi'), { startFrame: image })).toMatchObject({
			message: "'Start Frame' from a file is not available on CometAPI",
			description:
				"Remove 'Start Frame' from a file, or use a credential for RixAPI, OpenAI-HK or Luma Agents API.",
		});
	});
});

describe('a setting that the gateway supports', () => {
	it.each(PAIRS.filter(isOn))('is accepted on $shown: $value', ({ gateway, video }) => {
		expect(() => assertSupported(gateway, { ...plain, ...video })).not.toThrow();
	});

	it.each(GATEWAYS)('can be a frame from a URL on $label', (gateway) => {
		expect(() =>
			assertSupported(gateway, { ...plain, startFrame: url, endFrame: url }),
		).not.toThrow();
	});

	it.each(GATEWAYS)('can be a loop on $label', (gateway) => {
		expect(() => assertSupported(gateway, { ...plain, loop: true, startFrame: url })).not.toThrow();
	});
});

describe('extending on RixAPI, which supports fewer settings than generating,', () => {
	const rixApi = gatewayOf('rixApi');

	it.each<[string, Partial<VideoRequest>]>([
		['Duration', { duration: '5s' }],
		['Resolution', { resolution: '720p' }],
		['Model', { model: 'ray-v2' }],
		['Start Frame', { startFrame: task }],
	])('rejects %s and does not suggest RixAPI for it', (label, video) => {
		let failure: LumaFailure | undefined;
		try {
			assertSupported(rixApi, { prompt: 'add cat', ...video }, 'extend');
		} catch (caught) {
			failure = caught as LumaFailure;
		}
		expect(failure?.code).toBe('invalidInput');
		expect(failure?.message).toContain(`'${label}'`);
		expect(failure?.message).toContain('is not available for extending on RixAPI');
		expect(failure?.description).toContain('Luma Agents API');
		expect(failure?.description).not.toContain('RixAPI');
		expectOwnWords(failure as LumaFailure);
	});

	it('accepts the settings that it supports', () => {
		const video = { prompt: 'add cat', enhancePrompt: false, aspectRatio: '9:21' };
		expect(() => assertSupported(rixApi, video, 'extend')).not.toThrow();
	});

	it.each([0, 5001])('rejects a prompt of %i characters', (length) => {
		const prompt = 'x'.repeat(length);
		expect(() => assertSupported(rixApi, { prompt }, 'extend')).toThrow("'Prompt'");
	});
});

describe('the length of the prompt', () => {
	it.each<[GatewayName, number, number]>([
		['lumaAgents', 1, 6000],
		['dreamMachine', 3, 5000],
		['cometApi', 1, 5000],
		['rixApi', 1, 5000],
		['openAiHk', 1, 5000],
	])('on %s must be %i to %i (docs/gateways.md#settings-by-gateway)', (name, least, most) => {
		const gateway = gatewayOf(name);
		for (const length of [least, most]) {
			expect(() =>
				assertSupported(gateway, { ...plain, prompt: 'x'.repeat(length) }),
			).not.toThrow();
		}
		for (const length of [least - 1, most + 1]) {
			const failure = failureOf(gateway, { prompt: 'x'.repeat(length) });
			expect(failure.code).toBe('invalidInput');
			expect(failure.message).toContain("'Prompt'");
			expect(failure.message).toContain(String(length));
			expect(failure.description).toContain(length > most ? 'Shorten' : 'more words');
			expect(failure.message).toContain(gateway.label);
			expectOwnWords(failure);
		}
	});

	it('is counted in characters, not in UTF-16 units', () => {
		const gateway = gatewayOf('lumaAgents');
		expect(() => assertSupported(gateway, { ...plain, prompt: '🐅'.repeat(6000) })).not.toThrow();
		expect(failureOf(gatewayOf('dreamMachine'), { prompt: '🐅🐅' }).message).toContain(
			'2 characters',
		);
	});

	it('is rejected with different advice for too short and too long', () => {
		const short = failureOf(gatewayOf('dreamMachine'), { prompt: 'x' });
		const long = failureOf(gatewayOf('dreamMachine'), { prompt: 'x'.repeat(5001) });
		expect(long.description).toMatch(/shorten/i);
		expect(short.description).not.toMatch(/shorten/i);
	});
});

describe('a value that the gateway does not accept', () => {
	it.each<[string, GatewayName, Partial<VideoRequest>, string, string]>([
		['Aspect Ratio', 'lumaAgents', { aspectRatio: '9:21' }, '9:21', '21:9'],
		['Aspect Ratio', 'dreamMachine', { aspectRatio: '2:1' }, '2:1', '9:21'],
		['Duration', 'lumaAgents', { duration: '9s' }, '9s', '10s'],
		['Resolution', 'lumaAgents', { resolution: '4k' }, '4k', '1080p'],
	])(
		'is rejected with the values that it accepts: %s on %s',
		(label, name, video, value, other) => {
			const failure = failureOf(gatewayOf(name), video);
			expect(failure.code).toBe('invalidInput');
			expect(failure.message).toContain(`'${label}'`);
			expect(failure.message).toContain(value);
			expect(failure.message).toContain(gatewayOf(name).label);
			expect(failure.description).toContain(other);
			expectOwnWords(failure);
		},
	);

	it.each<[GatewayName, Partial<VideoRequest>]>([
		['lumaAgents', { aspectRatio: '21:9', duration: '10s', resolution: '360p' }],
		['lumaAgents', { aspectRatio: '3:4', duration: '5s', resolution: '1080p' }],
		['dreamMachine', { aspectRatio: '9:21', duration: '9s', resolution: '4k' }],
		['rixApi', { aspectRatio: '9:21', duration: '10s', resolution: '1080p', model: 'ray-v3' }],
		['cometApi', { aspectRatio: '21:9' }],
		['openAiHk', { aspectRatio: '9:21' }],
	])('is none of those that it documents or leaves open: %s %p', (name, video) => {
		expect(() => assertSupported(gatewayOf(name), { ...plain, ...video })).not.toThrow();
	});
});

describe('a value of a documented list', () => {
	it('is listed if another one was chosen', () => {
		expect(failureOf(gatewayOf('lumaAgents'), { duration: '7s' })).toMatchObject({
			message: "'Duration' 7s is not available on Luma Agents API",
			description: 'Choose one of: 5s, 10s.',
		});
	});

	it.each<[GatewayName, 'aspectRatio' | 'duration' | 'resolution', string]>([
		['lumaAgents', 'aspectRatio', '9:16 3:4 1:1 4:3 16:9 21:9'],
		['lumaAgents', 'duration', '5s 10s'],
		['lumaAgents', 'resolution', '360p 540p 720p 1080p'],
		['dreamMachine', 'aspectRatio', '1:1 16:9 9:16 4:3 3:4 21:9 9:21'],
	])('is accepted on %s: %s of %s', (name, field, values) => {
		for (const value of values.split(' ')) {
			expect(() => assertSupported(gatewayOf(name), { ...plain, [field]: value })).not.toThrow();
		}
	});
});

describe('two settings that exclude each other', () => {
	it.each<[string, GatewayName, Partial<VideoRequest>]>([
		[
			'a loop of 10 seconds (docs/gateways.md#agents-refusals)',
			'lumaAgents',
			{ loop: true, duration: '10s' },
		],
		[
			'a loop with a last frame (docs/gateways.md#dream-machine-errors)',
			'dreamMachine',
			{ loop: true, endFrame: url },
		],
		[
			'a loop between two frames (docs/gateways.md#dream-machine-errors)',
			'dreamMachine',
			{ loop: true, startFrame: url, endFrame: url },
		],
	])('are rejected: %s on %s', (_name, name, video) => {
		const failure = failureOf(gatewayOf(name), video);
		expect(failure.code).toBe('invalidInput');
		expect(failure.message).toContain("'Loop'");
		expect(failure.message).toContain(gatewayOf(name).label);
		expect(failure.description).not.toBe('');
		expectOwnWords(failure);
	});

	it.each<[GatewayName, Partial<VideoRequest>]>([
		['lumaAgents', { loop: true, duration: '5s' }],
		['lumaAgents', { loop: false, duration: '10s' }],
		['dreamMachine', { loop: false, endFrame: url }],
		['dreamMachine', { loop: true, startFrame: task }],
		['rixApi', { loop: true, endFrame: url }],
	])('are accepted if they do not: %s %p', (name, video) => {
		expect(() => assertSupported(gatewayOf(name), { ...plain, ...video })).not.toThrow();
	});
});

it.each<[GatewayName[], string]>([
	[[], ''],
	[['rixApi'], 'RixAPI'],
	[['openAiHk', 'rixApi'], 'RixAPI or OpenAI-HK'],
	[['cometApi', 'rixApi', 'lumaAgents'], 'CometAPI, RixAPI or Luma Agents API'],
])('the gateways %p are listed as %p', (names, words) => {
	expect(gatewaysThat(({ name }) => (names as string[]).includes(name))).toBe(words);
});
