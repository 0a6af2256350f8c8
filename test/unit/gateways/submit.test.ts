import { findGateway, GATEWAYS } from '../../../nodes/Luma/gateways';
import type { Gateway } from '../../../nodes/Luma/gateways/gateway';
import type { GatewayName } from '../../../nodes/Luma/gateways';
import type { VideoRequest } from '../../../nodes/Luma/gateways/videoRequest';

const plain: VideoRequest = { prompt: 'A tiger walking in snow', aspectRatio: '16:9', loop: false };
const URL_1 = 'https://example.com/first.png';
const URL_2 = 'https://example.com/last.png';
const TASK_1 = '32ec5549-7b7a-4111-a43b-445b3a89c8ef';
const TASK_2 = '48a94ce2-ce6c-4184-aa59-bdf3409b162b';
const HOOK = 'https://hooks.example.com/luma';

const startUrl = { from: 'url', url: URL_1 } as const;
const endUrl = { from: 'url', url: URL_2 } as const;
const startImage = { from: 'image', base64: 'iVBORw0KGgo=', mimeType: 'image/png' } as const;
const endImage = { from: 'image', base64: '/9j/4AAQ', mimeType: 'image/jpeg' } as const;
const startTask = { from: 'task', taskId: TASK_1 } as const;
const endTask = { from: 'task', taskId: TASK_2 } as const;

const gatewayOf = (name: GatewayName) => findGateway(name) as Gateway;

interface Case {
	gateway: GatewayName;
	asks: string;
	video: Partial<VideoRequest>;
	body: Record<string, unknown>;
}

const PATHS: Record<GatewayName, string> = {
	cometApi: '/dream-machine/v1/generations',
	rixApi: '/luma/generations',
	openAiHk: '/luma/v2/generations',
	lumaAgents: '/v1/generations',
	dreamMachine: '/dream-machine/v1/generations/video',
};

const comet = { prompt: plain.prompt, aspect_ratio: '16:9' };
const relay = { user_prompt: plain.prompt, aspect_ratio: '16:9', loop: false };
const agents = { prompt: plain.prompt, model: 'ray-3.2', type: 'video', aspect_ratio: '16:9' };
const official = { generation_type: 'video', model: 'ray-2', ...comet };

const CASES: Case[] = [
	// docs/gateways.md#cometapi-submit, docs/gateways.md#cometapi-submit
	{ gateway: 'cometApi', asks: 'text only', video: {}, body: comet },
	{
		gateway: 'cometApi',
		asks: 'another ratio',
		video: { aspectRatio: '9:16' },
		body: { ...comet, aspect_ratio: '9:16' },
	},
	{ gateway: 'cometApi', asks: 'a loop', video: { loop: true }, body: { ...comet, loop: true } },
	{
		gateway: 'cometApi',
		asks: 'a first frame from a URL',
		video: { startFrame: startUrl },
		body: { ...comet, keyframes: { frame0: { type: 'image', url: URL_1 } } },
	},
	{
		gateway: 'cometApi',
		asks: 'a last frame from a URL',
		video: { endFrame: endUrl },
		body: { ...comet, keyframes: { frame1: { type: 'image', url: URL_2 } } },
	},
	{
		gateway: 'cometApi',
		asks: 'an earlier task to go on from, and a last frame',
		video: { startFrame: startTask, endFrame: endUrl },
		body: {
			...comet,
			keyframes: {
				frame0: { type: 'generation', id: TASK_1 },
				frame1: { type: 'image', url: URL_2 },
			},
		},
	},
	{
		gateway: 'cometApi',
		asks: 'all that it has',
		video: { loop: true, startFrame: startUrl, endFrame: endTask, callbackUrl: HOOK },
		body: {
			...comet,
			loop: true,
			keyframes: {
				frame0: { type: 'image', url: URL_1 },
				frame1: { type: 'generation', id: TASK_2 },
			},
			callback_url: HOOK,
		},
	},

	// docs/gateways.md#rixapi-submit, docs/gateways.md#rixapi-submit
	{ gateway: 'rixApi', asks: 'text only', video: {}, body: relay },
	{ gateway: 'rixApi', asks: 'a loop', video: { loop: true }, body: { ...relay, loop: true } },
	{
		gateway: 'rixApi',
		asks: 'frames from URLs',
		video: { startFrame: startUrl, endFrame: endUrl },
		body: { ...relay, image_url: URL_1, image_end_url: URL_2 },
	},
	{
		gateway: 'rixApi',
		asks: 'frames from files',
		video: { startFrame: startImage, endFrame: endImage },
		body: {
			...relay,
			image_url: 'data:image/png;base64,iVBORw0KGgo=',
			image_end_url: 'data:image/jpeg;base64,/9j/4AAQ',
		},
	},
	{
		gateway: 'rixApi',
		asks: 'an earlier task to go on from',
		video: { startFrame: startTask },
		body: { ...relay, keyframes: { frame0: { type: 'generation', id: TASK_1 } } },
	},
	{
		gateway: 'rixApi',
		asks: 'a first frame from a URL and an earlier task at the end',
		video: { startFrame: startUrl, endFrame: endTask },
		body: {
			...relay,
			image_url: URL_1,
			keyframes: { frame1: { type: 'generation', id: TASK_2 } },
		},
	},
	{
		gateway: 'rixApi',
		asks: 'a prompt that stays as it is',
		video: { enhancePrompt: false },
		body: { ...relay, expand_prompt: false },
	},
	{
		gateway: 'rixApi',
		asks: 'all that it has',
		video: {
			loop: true,
			startFrame: startImage,
			endFrame: endUrl,
			duration: '5s',
			resolution: '1080p',
			model: 'ray-v2',
			enhancePrompt: true,
			callbackUrl: HOOK,
		},
		body: {
			...relay,
			loop: true,
			image_url: 'data:image/png;base64,iVBORw0KGgo=',
			image_end_url: URL_2,
			duration: '5s',
			resolution: '1080p',
			model_name: 'ray-v2',
			expand_prompt: true,
			notify_hook: HOOK,
		},
	},

	// docs/gateways.md#openai-hk-submit, docs/gateways.md#openai-hk-submit
	{ gateway: 'openAiHk', asks: 'text only', video: {}, body: relay },
	{
		gateway: 'openAiHk',
		asks: 'a prompt that stays as it is',
		video: { enhancePrompt: false },
		body: { ...relay, expand_prompt: false },
	},
	{
		gateway: 'openAiHk',
		asks: 'frames from URLs',
		video: { startFrame: startUrl, endFrame: endUrl },
		body: { ...relay, image_url: URL_1, image_end_url: URL_2 },
	},
	{
		gateway: 'openAiHk',
		asks: 'all that it has',
		video: { loop: true, startFrame: startImage, endFrame: endImage, enhancePrompt: true },
		body: {
			...relay,
			loop: true,
			expand_prompt: true,
			image_url: 'data:image/png;base64,iVBORw0KGgo=',
			image_end_url: 'data:image/jpeg;base64,/9j/4AAQ',
		},
	},

	// docs/gateways.md#agents-body
	{ gateway: 'lumaAgents', asks: 'text only', video: {}, body: { ...agents, video: {} } },
	{
		gateway: 'lumaAgents',
		asks: 'a loop',
		video: { loop: true },
		body: { ...agents, video: { loop: true } },
	},
	{
		gateway: 'lumaAgents',
		asks: 'frames from URLs',
		video: { startFrame: startUrl, endFrame: endUrl },
		body: { ...agents, video: { start_frame: { url: URL_1 }, end_frame: { url: URL_2 } } },
	},
	{
		gateway: 'lumaAgents',
		asks: 'frames from files',
		video: { startFrame: startImage, endFrame: endImage },
		body: {
			...agents,
			video: {
				start_frame: { data: 'iVBORw0KGgo=', media_type: 'image/png' },
				end_frame: { data: '/9j/4AAQ', media_type: 'image/jpeg' },
			},
		},
	},
	{
		gateway: 'lumaAgents',
		asks: 'earlier tasks at both ends',
		video: { startFrame: startTask, endFrame: endTask },
		body: {
			...agents,
			video: { start_frame: { generation_id: TASK_1 }, end_frame: { generation_id: TASK_2 } },
		},
	},
	{
		gateway: 'lumaAgents',
		asks: 'all that it has',
		video: {
			loop: true,
			startFrame: startUrl,
			endFrame: endTask,
			duration: '5s',
			resolution: '720p',
			model: 'ray-4',
		},
		body: {
			...agents,
			model: 'ray-4',
			video: {
				duration: '5s',
				resolution: '720p',
				loop: true,
				start_frame: { url: URL_1 },
				end_frame: { generation_id: TASK_2 },
			},
		},
	},

	// docs/gateways.md#dream-machine-body
	{ gateway: 'dreamMachine', asks: 'text only', video: {}, body: official },
	{
		gateway: 'dreamMachine',
		asks: 'a first frame from a URL, as a loop',
		video: { loop: true, startFrame: startUrl },
		body: { ...official, loop: true, keyframes: { frame0: { type: 'image', url: URL_1 } } },
	},
	{
		gateway: 'dreamMachine',
		asks: 'earlier tasks at both ends',
		video: { startFrame: startTask, endFrame: endTask },
		body: {
			...official,
			keyframes: {
				frame0: { type: 'generation', id: TASK_1 },
				frame1: { type: 'generation', id: TASK_2 },
			},
		},
	},
	{
		gateway: 'dreamMachine',
		asks: 'all that it has',
		video: {
			startFrame: startUrl,
			endFrame: endUrl,
			duration: '9s',
			resolution: '4k',
			model: 'ray-flash-2',
			callbackUrl: HOOK,
		},
		body: {
			...official,
			model: 'ray-flash-2',
			keyframes: {
				frame0: { type: 'image', url: URL_1 },
				frame1: { type: 'image', url: URL_2 },
			},
			duration: '9s',
			resolution: '4k',
			callback_url: HOOK,
		},
	},
];

describe('a submit', () => {
	it.each(CASES)('to $gateway that asks for $asks', ({ gateway, video, body }) => {
		const request = gatewayOf(gateway).submitRequest({ ...plain, ...video });
		expect(request).toStrictEqual({ method: 'POST', path: PATHS[gateway], body });
	});

	it.each(GATEWAYS.map(({ name }) => name))(
		'to %s carries nothing that was not set, not even as undefined',
		(name) => {
			const unset: VideoRequest = {
				...plain,
				startFrame: undefined,
				endFrame: undefined,
				duration: undefined,
				resolution: undefined,
				model: undefined,
				enhancePrompt: undefined,
				callbackUrl: undefined,
			};
			const { body } = gatewayOf(name).submitRequest(unset);
			expect(body).toStrictEqual(gatewayOf(name).submitRequest(plain).body);
			expect(JSON.parse(JSON.stringify(body))).toStrictEqual(body);
		},
	);

	it.each(GATEWAYS.map(({ name }) => name))('to %s sends the prompt as it was written', (name) => {
		const prompt = ' "Ein Tiger" läuft\n\t<b>durch</b> 🐅 & {{ Schnee }} \\ ';
		const { body } = gatewayOf(name).submitRequest({ ...plain, prompt });
		expect(body?.prompt ?? body?.user_prompt).toBe(prompt);
	});
});

describe('a request that goes on from an earlier task', () => {
	it.each<[GatewayName, Record<string, unknown>]>([
		['cometApi', { prompt: 'add cat', keyframes: { frame0: { type: 'generation', id: TASK_1 } } }],
		[
			'lumaAgents',
			{
				prompt: 'add cat',
				model: 'ray-3.2',
				type: 'video',
				video: { start_frame: { generation_id: TASK_1 } },
			},
		],
		[
			'dreamMachine',
			{
				generation_type: 'video',
				model: 'ray-2',
				prompt: 'add cat',
				keyframes: { frame0: { type: 'generation', id: TASK_1 } },
			},
		],
	])(
		'of %s is a submit without a ratio of its own (docs/gateways.md#settings-by-gateway)',
		(name, body) => {
			const gateway = gatewayOf(name);
			expect(gateway.extend).toBeUndefined();
			expect(gateway.submitRequest({ prompt: 'add cat', startFrame: startTask })).toStrictEqual({
				method: 'POST',
				path: PATHS[name],
				body,
			});
		},
	);

	it.each<[Partial<VideoRequest>, Record<string, unknown>]>([
		[{}, { user_prompt: 'add cat' }],
		[{ enhancePrompt: true }, { user_prompt: 'add cat', expand_prompt: true }],
		[{ enhancePrompt: false }, { user_prompt: 'add cat', expand_prompt: false }],
	])('of RixAPI is a call of its own: %p (docs/gateways.md#rixapi-extend)', (video, body) => {
		const request = gatewayOf('rixApi').extend?.submitRequest(TASK_1, {
			prompt: 'add cat',
			...video,
		});
		expect(request).toStrictEqual({
			method: 'POST',
			path: `/luma/generations/${TASK_1}/extend`,
			body,
		});
	});

	it('of RixAPI has the ID encoded', () => {
		const request = gatewayOf('rixApi').extend?.submitRequest('a/../b?c', { prompt: 'x' });
		expect(request?.path).toBe('/luma/generations/a%2F..%2Fb%3Fc/extend');
	});
});

describe('where a task is read', () => {
	const id = 'a/b c?d=1#é';
	const encoded = 'a%2Fb%20c%3Fd%3D1%23%C3%A9';

	it.each<[GatewayName, string[]]>([
		['cometApi', [`/dream-machine/v1/generations/${encoded}`]],
		['rixApi', [`/luma/generations/${encoded}`]],
		['openAiHk', [`/luma/generations/${encoded}`, `/luma/v2/generations/${encoded}`]],
		['lumaAgents', [`/v1/generations/${encoded}`]],
		['dreamMachine', [`/dream-machine/v1/generations/${encoded}`]],
	])('on %s is %p, with the ID encoded', (name, paths) => {
		expect(gatewayOf(name).taskRequests(id)).toStrictEqual(
			paths.map((path) => ({ method: 'GET', path })),
		);
	});

	it('is one call for many tasks on RixAPI alone (docs/gateways.md#rixapi-batch)', () => {
		expect(gatewayOf('rixApi').batchRequest?.([TASK_1, TASK_2])).toStrictEqual({
			method: 'POST',
			path: '/luma/tasks',
			body: { ids: [TASK_1, TASK_2] },
		});
		const others = GATEWAYS.filter(({ name }) => name !== 'rixApi');
		expect(
			others.filter(
				({ batchRequest, watermarkFreeRequest }) => batchRequest ?? watermarkFreeRequest,
			),
		).toStrictEqual([]);
	});

	it('is a call of its own for the clean link on RixAPI, a GET (docs/gateways.md#rixapi-clean-link)', () => {
		expect(gatewayOf('rixApi').watermarkFreeRequest?.(id)).toStrictEqual({
			method: 'GET',
			path: `/luma/generations/${encoded}/download_video_url`,
		});
	});

	it('is paced where a limit is documented (docs/gateways.md#agents-rate-limits)', () => {
		expect(gatewayOf('lumaAgents').requestsPerMinute).toBe(30);
	});
});

describe('the list of gateways', () => {
	it('has the five that saved credentials name, CometAPI first', () => {
		expect(GATEWAYS.map(({ name }) => name)).toStrictEqual([
			'cometApi',
			'rixApi',
			'openAiHk',
			'lumaAgents',
			'dreamMachine',
		]);
	});

	it('knows the address of each but RixAPI, which many people host', () => {
		expect(Object.fromEntries(GATEWAYS.map(({ name, baseUrl }) => [name, baseUrl]))).toStrictEqual({
			cometApi: 'https://api.cometapi.com',
			rixApi: undefined,
			openAiHk: 'https://api.openai-hk.com',
			lumaAgents: 'https://agents.lumalabs.ai',
			dreamMachine: 'https://api.lumalabs.ai',
		});
	});

	it.each(['cometapi', '', null, undefined, 0, {}, 'constructor'])('does not know %p', (name) => {
		expect(findGateway(name)).toBeUndefined();
	});
});
