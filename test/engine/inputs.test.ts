import type { INodeExecutionData } from 'n8n-workflow';

import type { GatewayName } from '../../nodes/Luma/gateways';
import { chain, generate, hostFor, useEmulator } from './support';

jest.mock('../../nodes/Luma/waiting/clock', () => jest.requireActual('./fakeClock'));

const emulator = useEmulator();

/** The smallest possible PNG: one transparent pixel. */
const PNG =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

const withFile = (data = PNG, mimeType = 'image/png'): INodeExecutionData[] => [
	{ json: {}, binary: { data: { data, mimeType, fileName: 'picture.png' } } },
];

const submit = async (
	gateway: GatewayName,
	parameters: Parameters<typeof generate>[0],
	items?: INodeExecutionData[],
) => {
	const run = await hostFor(gateway, emulator.url(gateway)).run(chain(generate(parameters)), items);
	return { run, body: emulator.accepted(gateway)[0]?.body };
};

const EVERYTHING = {
	prompt: 'A tiger walking in snow',
	aspectRatio: '9:16',
	loop: true,
};

describe('a submit sends what the user set in the format of', () => {
	it('CometAPI', async () => {
		const { body } = await submit('cometApi', {
			...EVERYTHING,
			startFrame: 'url',
			startFrameUrl: 'https://example.com/first.png',
			endFrame: 'task',
			endFrameTaskId: 'fe6cd271-eec5-46dd-a753-b97c4d576616',
			callback: 'url',
			callbackUrl: 'http://127.0.0.1:9/hook',
		});
		expect(body).toEqual({
			prompt: 'A tiger walking in snow',
			aspect_ratio: '9:16',
			loop: true,
			keyframes: {
				frame0: { type: 'image', url: 'https://example.com/first.png' },
				frame1: { type: 'generation', id: 'fe6cd271-eec5-46dd-a753-b97c4d576616' },
			},
			callback_url: 'http://127.0.0.1:9/hook',
		});
	});

	it('RixAPI', async () => {
		const { body } = await submit(
			'rixApi',
			{
				...EVERYTHING,
				startFrame: 'binary',
				endFrame: 'task',
				endFrameTaskId: 'fe6cd271-eec5-46dd-a753-b97c4d576616',
				callback: 'url',
				callbackUrl: 'http://127.0.0.1:9/hook',
				options: { duration: '5s', resolution: '1080p', model: 'ray-v2', enhancePrompt: false },
			},
			withFile(),
		);
		expect(body).toEqual({
			user_prompt: 'A tiger walking in snow',
			aspect_ratio: '9:16',
			loop: true,
			expand_prompt: false,
			image_url: `data:image/png;base64,${PNG}`,
			keyframes: { frame1: { type: 'generation', id: 'fe6cd271-eec5-46dd-a753-b97c4d576616' } },
			duration: '5s',
			resolution: '1080p',
			model_name: 'ray-v2',
			notify_hook: 'http://127.0.0.1:9/hook',
		});
	});

	it('OpenAI-HK', async () => {
		const { body } = await submit(
			'openAiHk',
			{
				...EVERYTHING,
				startFrame: 'url',
				startFrameUrl: 'https://example.com/first.png',
				endFrame: 'binary',
				endFrameBinaryField: 'data',
				options: { enhancePrompt: true },
			},
			withFile(),
		);
		expect(body).toEqual({
			user_prompt: 'A tiger walking in snow',
			aspect_ratio: '9:16',
			loop: true,
			expand_prompt: true,
			image_url: 'https://example.com/first.png',
			image_end_url: `data:image/png;base64,${PNG}`,
		});
	});

	it('Luma Agents API', async () => {
		const first = await submit('lumaAgents', { prompt: 'first' });
		const startFrameTaskId = String(first.run.json('Generate')[0].taskId);
		emulator.next({ renderSeconds: 0 });
		const { run } = await submit(
			'lumaAgents',
			{
				...EVERYTHING,
				startFrame: 'task',
				startFrameTaskId,
				endFrame: 'binary',
				options: { duration: 5, resolution: '720p' },
			},
			withFile(),
		);
		expect(run.error).toBeUndefined();
		expect(emulator.accepted()[1].body).toEqual({
			prompt: 'A tiger walking in snow',
			model: 'ray-3.2',
			type: 'video',
			aspect_ratio: '9:16',
			video: {
				duration: '5s',
				resolution: '720p',
				loop: true,
				start_frame: { generation_id: startFrameTaskId },
				end_frame: { data: PNG, media_type: 'image/png' },
			},
		});
	});

	it('Dream Machine API', async () => {
		const { body } = await submit('dreamMachine', {
			...EVERYTHING,
			startFrame: 'url',
			startFrameUrl: 'https://example.com/first.png',
			options: { duration: '9s', resolution: '4k', model: 'ray-flash-2' },
		});
		expect(body).toEqual({
			generation_type: 'video',
			model: 'ray-flash-2',
			prompt: 'A tiger walking in snow',
			aspect_ratio: '9:16',
			loop: true,
			keyframes: { frame0: { type: 'image', url: 'https://example.com/first.png' } },
			duration: '9s',
			resolution: '4k',
		});
	});

	it('an image that is pasted as a data URL', async () => {
		const { body } = await submit('openAiHk', {
			startFrame: 'url',
			startFrameUrl: `data:image/png;base64,${PNG}`,
		});
		expect(body).toMatchObject({ image_url: `data:image/png;base64,${PNG}` });
	});

	it('a data URL whose base64 is percent-encoded', async () => {
		const escaped = PNG.replace(/=/g, '%3D').replace(/\+/g, '%2B');
		const { body } = await submit('openAiHk', {
			startFrame: 'url',
			startFrameUrl: `data:image/png;base64,${escaped.slice(0, 8)}\n${escaped.slice(8)}`,
		});
		expect(body).toMatchObject({ image_url: `data:image/png;base64,${PNG}` });
	});

	it('a resolution in capital letters, as the gateway spells it', async () => {
		const { body } = await submit('dreamMachine', { options: { resolution: '4K' } });
		expect(body).toMatchObject({ resolution: '4k' });
	});

	it('an earlier task whose URL was pasted', async () => {
		const { body } = await submit('cometApi', {
			startFrame: 'task',
			startFrameTaskId: 'https://api.cometapi.com/dream-machine/v1/generations/fe6cd271?x=1',
		});
		expect(body).toMatchObject({ keyframes: { frame0: { type: 'generation', id: 'fe6cd271' } } });
	});
});

describe('a setting that the gateway does not support is rejected with its label before anything is charged', () => {
	const image = { startFrame: 'binary' } as const;
	const earlier = { startFrame: 'task', startFrameTaskId: 'fe6cd271' } as const;
	const callback = { callback: 'url', callbackUrl: 'https://example.com/hook' } as const;

	it.each<[GatewayName, string, Parameters<typeof generate>[0]]>([
		['cometApi', 'Duration', { options: { duration: '5s' } }],
		['cometApi', 'Resolution', { options: { resolution: '720p' } }],
		['cometApi', 'Model', { options: { model: 'ray-2' } }],
		['cometApi', 'Enhance Prompt', { options: { enhancePrompt: true } }],
		['cometApi', 'Start Frame', image],
		['openAiHk', 'Duration', { options: { duration: '5s' } }],
		['openAiHk', 'Resolution', { options: { resolution: '720p' } }],
		['openAiHk', 'Model', { options: { model: 'ray-v2' } }],
		['openAiHk', 'Start Frame', earlier],
		['openAiHk', 'Callback', callback],
		['lumaAgents', 'Enhance Prompt', { options: { enhancePrompt: true } }],
		['lumaAgents', 'Callback', callback],
		['lumaAgents', 'Callback', { callback: 'waitNode' }],
		['lumaAgents', 'Aspect Ratio', { aspectRatio: '9:21' }],
		['lumaAgents', 'Duration', { options: { duration: '9s' } }],
		['lumaAgents', 'Resolution', { options: { resolution: '4k' } }],
		['lumaAgents', 'Loop', { loop: true, options: { duration: '10s' } }],
		['dreamMachine', 'Enhance Prompt', { options: { enhancePrompt: false } }],
		['dreamMachine', 'Start Frame', image],
		['dreamMachine', 'Loop', { loop: true, endFrame: 'task', endFrameTaskId: 'fe6cd271' }],
	])('on %s: %s', async (gateway, label, parameters) => {
		const { run } = await submit(gateway, parameters, withFile());

		expect(run.error.message).toContain(`'${label}'`);
		expect(run.error.description).not.toBe('');
		expect(emulator.requests).toEqual([]);
	});
});

describe('bad input', () => {
	it.each<[string, Parameters<typeof generate>[0], INodeExecutionData[] | undefined, string]>([
		['an empty prompt', { prompt: '  ' }, undefined, "'Prompt' is empty"],
		['no prompt', { prompt: '={{ undefined }}' }, undefined, "'Prompt' is empty"],
		[
			'a prompt that is a list',
			{ prompt: '={{ ["a"] }}' },
			undefined,
			"'Prompt' must be text, but is a list",
		],
		['a long prompt', { prompt: 'x'.repeat(5001) }, undefined, "'Prompt' has 5001 characters"],
		[
			'no file',
			{ startFrame: 'binary' },
			undefined,
			'Input Data Field Name\' is "data", but the item has no file in that field',
		],
		[
			'a binary field that the item lacks',
			{ startFrame: 'binary', startFrameBinaryField: 'image' },
			withFile(),
			'\'Start Frame Input Data Field Name\' is "image", but the item has no file in that field',
		],
		[
			'an output field that does not exist',
			{ output: 'selectedFields', fields: '={{ ["state", "price"] }}' },
			undefined,
			`'Fields' must contain only its options, but contains "price"`,
		],
		[
			'a binary field named like a member of every object',
			{ startFrame: 'binary', startFrameBinaryField: 'toString' },
			withFile(),
			'\'Start Frame Input Data Field Name\' is "toString", but the item has no file in that field',
		],
		[
			'a file that is not an image',
			{ startFrame: 'binary' },
			withFile(Buffer.from('<html></html>').toString('base64')),
			"The file in 'data' is not an image",
		],
		[
			'no URL',
			{ startFrame: 'url', startFrameUrl: '={{ null }}' },
			undefined,
			"'Start Frame URL' is empty",
		],
		[
			'a URL of another scheme',
			{ endFrame: 'url', endFrameUrl: 'file:///etc/passwd' },
			undefined,
			'\'End Frame URL\' must be the URL of an image, but is "file:///etc/passwd"',
		],
		[
			'two URLs',
			{
				startFrame: 'url',
				startFrameUrl: 'https://a.example.com/a.png, https://a.example.com/b.png',
			},
			undefined,
			"'Start Frame URL' must be the URL of an image, but is \"https://a.example.com/a.png,",
		],
		[
			'a URL with a space',
			{ startFrame: 'url', startFrameUrl: 'https://example.com/my cat.png' },
			undefined,
			'\'Start Frame URL\' must be the URL of an image, but is "https://example.com/my cat.png"',
		],
		[
			'a data URL with more than an image',
			{ startFrame: 'url', startFrameUrl: `data:image/png;base64,${PNG}<svg onload=1>` },
			undefined,
			"'Start Frame URL' must be the URL of an image, but is",
		],
		[
			'an unknown aspect ratio',
			{ aspectRatio: '5:4' },
			undefined,
			'\'Aspect Ratio\' must be one of its options, but is "5:4"',
		],
		[
			'an invalid boolean',
			{ loop: 'maybe' },
			undefined,
			'\'Loop\' must be true or false, but is "maybe"',
		],
		[
			'an invalid duration',
			{ options: { duration: 'long' } },
			undefined,
			'\'Duration\' must be a number of seconds, but is "long"',
		],
		[
			'an invalid callback URL',
			{ callback: 'url', callbackUrl: 'x' },
			undefined,
			'\'Callback URL\' must be a URL, but is "x"',
		],
	])(
		'%s is reported with the label of the field, and nothing is sent',
		async (_, parameters, items, message) => {
			const { run } = await submit('rixApi', parameters, items);

			expect(run.error.message).toContain(message);
			expect(run.error.description).not.toBe('');
			expect(emulator.requests).toEqual([]);
		},
	);

	it.each([
		['noquota-key', 'quota', 'quota'],
		['bad-key-123', 'auth', 'API key'],
		['revoked-key', 'auth', 'API key'],
		['exhausted-key', 'quota', 'credit is used up'],
	])('a submit with the key %s fails with the code %s', async (apiKey, code, words) => {
		const host = hostFor('rixApi', emulator.url('rixApi'), apiKey);
		const run = await host.run(chain(generate({}, { onError: 'continueRegularOutput' })));

		const [item] = run.json('Generate');
		expect(item).toMatchObject({ code, gateway: 'rixApi', taskId: null });
		expect(item.error).toContain(words);
		expect(JSON.stringify(run.record)).not.toContain('sk-exh');
	});

	it.each([
		['moderation', { refuseModerated: true }, 'content check'],
		['rateLimit', { status: 429, headers: { 'Retry-After': '3600' } }, 'too many requests'],
		['gateway', { redirect: 'http://127.0.0.1:9/elsewhere' }, 'redirect'],
		['badResponse', { html: true }, 'web page'],
		[
			'quota',
			{
				status: 200,
				body: { code: 'quota_not_enough', message: 'user quota is not enough', data: null },
			},
			'credit',
		],
	])('a submit fails with the code %s after %j', async (code, scenario, words) => {
		emulator.next(scenario, { method: 'POST' });
		const host = hostFor('cometApi', emulator.url('cometApi'));
		const run = await host.run(chain(generate({}, { onError: 'continueRegularOutput' })));

		const [item] = run.json('Generate');
		expect(item).toMatchObject({ code, gateway: 'cometApi' });
		expect(item.error).toContain(words);
		expect(emulator.requests).toHaveLength(1);
	});
});
