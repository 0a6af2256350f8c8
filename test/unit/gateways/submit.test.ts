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
	sets: string;
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
	// docs/gateways.md#cometapi-submit
	{ gateway: 'cometApi', sets: 'text only', video: {}, body: comet },
	{
		gateway: 'cometApi',
		sets: 'another aspect ratio',
		video: { aspectRatio: '9:16' },
		body: { ...comet, aspect_ratio: '9:16' },
	},
	{ gateway: 'cometApi', sets: 'a loop', video: { loop: true }, body: { ...comet, loop: true } },
	{
		gateway: 'cometApi',
		sets: 'a first frame from a URL',
		video: { startFrame: startUrl },
		body: { ...comet, keyframes: { frame0: { type: 'image', url: URL_1 } } },
	},
	{
		gateway: 'cometApi',
		sets: 'a last frame from a URL',
		video: { endFrame: endUrl },
		body: { ...comet, keyframes: { frame1: { type: 'image', url: URL_2 } } },
	},
	{
		gateway: 'cometApi',
		sets: 'an earlier task to continue, and a last frame',
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
		sets: 'everything that the gateway supports',
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

	// docs/gateways.md#rixapi-submit
	{ gateway: 'rixApi', sets: 'text only', video: {}, body: relay },
	{ gateway: 'rixApi', sets: 'a loop', video: { loop: true }, body: { ...relay, loop: true } },
	{
		gateway: 'rixApi',
		sets: 'frames from URLs',
		video: { startFrame: startUrl, endFrame: endUrl },
		body: { ...relay, image_url: URL_1, image_end_url: URL_2 },
	},
	{
		gateway: 'rixApi',
		sets: 'frames from files',
		video: { startFrame: startImage, endFrame: endImage },
		body: {
			...relay,
			image_url: 'data:image/png;base64,iVBORw0KGgo=',
			image_end_url: 'data:image/jpeg;base64,/9j/4AAQ',
		},
	},
	{
		gateway: 'rixApi',
		sets: 'an earlier task to continue',
		video: { startFrame: startTask },
		body: { ...relay, keyframes: { frame0: { type: 'generation', id: TASK_1 } } },
	},
	{
		gateway: 'rixApi',
		sets: 'a first frame from a URL and an earlier task at the end',
		video: { startFrame: startUrl, endFrame: endTask },
		body: {
			...relay,
			image_url: URL_1,
			keyframes: { frame1: { type: 'generation', id: TASK_2 } },
		},
	},
	{
		gateway: 'rixApi',
		sets: 'a prompt that is not enhanced',
		video: { enhancePrompt: false },
		body: { ...relay, expand_prompt: false },
	},
	{
		gateway: 'rixApi',
		sets: 'everything that the gateway supports',
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

	// docs/gateways.md#openai-hk-submit
	{ gateway: 'openAiHk', sets: 'text only', video: {}, body: relay },
	{
		gateway: 'openAiHk',
		sets: 'a prompt that is not enhanced',
		video: { enhancePrompt: false },
		body: { ...relay, expand_prompt: false },
	},
	{
		gateway: 'openAiHk',
		sets: 'frames from URLs',
		video: { startFrame: startUrl, endFrame: endUrl },
		body: { ...relay, image_url: URL_1, image_end_url: URL_2 },
	},
	{
		gateway: 'openAiHk',
		sets: 'everything that the gateway supports',
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
	{ gateway: 'lumaAgents', sets: 'text only', video: {}, body: { ...agents, video: {} } },
	{
		gateway: 'lumaAgents',
		sets: 'a loop',
		video: { loop: true },
		body: { ...agents, video: { loop: true } },
	},
	{
		gateway: 'lumaAgents',
		sets: 'frames from URLs',
		video: { startFrame: startUrl, endFrame: endUrl },
		body: { ...agents, video: { start_frame: { url: URL_1 }, end_frame: { url: URL_2 } } },
	},
	{
		gateway: 'lumaAgents',
		sets: 'frames from files',
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
		sets: 'earlier tasks at both ends',
		video: { startFrame: startTask, endFrame: endTask },
		body: {
			...agents,
			video: { start_frame: { generation_id: TASK_1 }, end_frame: { generation_id: TASK_2 } },
		},
	},
	{
		gateway: 'lumaAgents',
		sets: 'everything that the gateway supports',
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
	{ gateway: 'dreamMachine', sets: 'text only', video: {}, body: official },
	{
		gateway: 'dreamMachine',
		sets: 'a first frame from a URL, as a loop',
		video: { loop: true, startFrame: startUrl },
		body: { ...official, loop: true, keyframes: { frame0: { type: 'image', url: URL_1 } } },
	},
	{
		gateway: 'dreamMachine',
		sets: 'earlier tasks at both ends',
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
		sets: 'everything that the gateway supports',
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
	it.each(CASES)('to $gateway has the right body with $sets', ({ gateway, video, body }) => {
		const request = gatewayOf(gateway).submitRequest({ ...plain, ...video });
		expect(request).toStrictEqual({ method: 'POST', path: PATHS[gateway], body });
	});

	it.each(GATEWAYS.map(({ name }) => name))(
		'to %s contains only what was set, and nothing as undefined',
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

	it.each(GATEWAYS.map(({ name }) => name))('to %s contains the prompt unchanged', (name) => {
		const prompt = ' "Ein Tiger" läuft\n\t<b>durch</b> 🐅 & {{ Schnee }} \\ ';
		const { body } = gatewayOf(name).submitRequest({ ...plain, prompt });
		expect(body?.prompt ?? body?.user_prompt).toBe(prompt);
	});
});

describe('a request to extend a video', () => {
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
		'on %s is a submit without an aspect ratio (docs/gateways.md#settings-by-gateway)',
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
	])('on RixAPI is a separate request: %p (docs/gateways.md#rixapi-extend)', (video, body) => {
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

	it('on RixAPI has the ID encoded', () => {
		const request = gatewayOf('rixApi').extend?.submitRequest('a/../b?c', { prompt: 'x' });
		expect(request?.path).toBe('/luma/generations/a%2F..%2Fb%3Fc/extend');
	});
});

describe('the request that reads', () => {
	const id = 'a/b c?d=1#é';
	const encoded = 'a%2Fb%20c%3Fd%3D1%23%C3%A9';

	it.each<[GatewayName, string[]]>([
		['cometApi', [`/dream-machine/v1/generations/${encoded}`]],
		['rixApi', [`/luma/generations/${encoded}`]],
		['openAiHk', [`/luma/generations/${encoded}`, `/luma/v2/generations/${encoded}`]],
		['lumaAgents', [`/v1/generations/${encoded}`]],
		['dreamMachine', [`/dream-machine/v1/generations/${encoded}`]],
	])('a task on %s has the path %p, with the ID encoded', (name, paths) => {
		expect(gatewayOf(name).taskRequests(id)).toStrictEqual(
			paths.map((path) => ({ method: 'GET', path })),
		);
	});

	it('many tasks at once exists only on RixAPI (docs/gateways.md#rixapi-batch)', () => {
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

	it('the watermark-free link is a separate GET on RixAPI (docs/gateways.md#rixapi-clean-link)', () => {
		expect(gatewayOf('rixApi').watermarkFreeRequest?.(id)).toStrictEqual({
			method: 'GET',
			path: `/luma/generations/${encoded}/download_video_url`,
		});
	});

	it('a task has a documented rate limit on Luma Agents API (docs/gateways.md#agents-rate-limits)', () => {
		expect(gatewayOf('lumaAgents').requestsPerMinute).toBe(30);
	});
});

describe('the list of gateways', () => {
	it('has the five names that saved credentials contain, CometAPI first', () => {
		expect(GATEWAYS.map(({ name }) => name)).toStrictEqual([
			'cometApi',
			'rixApi',
			'openAiHk',
			'lumaAgents',
			'dreamMachine',
		]);
	});

	it('has the base URL of each but RixAPI, which many providers host', () => {
		expect(Object.fromEntries(GATEWAYS.map(({ name, baseUrl }) => [name, baseUrl]))).toStrictEqual({
			cometApi: 'https://api.cometapi.com',
			rixApi: undefined,
			openAiHk: 'https://api.openai-hk.com',
			lumaAgents: 'https://agents.lumalabs.ai',
			dreamMachine: 'https://api.lumalabs.ai',
		});
	});

	it.each(['cometapi', '', null, undefined, 0, {}, 'constructor'])(
		'does not contain %p',
		(name) => {
			expect(findGateway(name)).toBeUndefined();
		},
	);
});
