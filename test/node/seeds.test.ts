import nock from 'nock';

import { chain, generate, get, hostFor, KEY } from '../engine/support';
import cometCompleted from '../fixtures/answers/comet-completed.json';
import cometPending from '../fixtures/answers/comet-pending.json';
import hkCompleted from '../fixtures/answers/hk-completed.json';
import hkSubmitted from '../fixtures/answers/hk-submitted.json';
import rixPending from '../fixtures/answers/rix-pending.json';
import expected from '../fixtures/expected/simplified.json';

/*
 * The requests and answers of the documents that this package was first built from, word for word, through
 * the whole node at the gateways' real URLs.
 */

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => {
	nock.enableNetConnect();
	nock.restore();
});

const at = (origin: string) =>
	nock(origin, {
		reqheaders: { authorization: `Bearer ${KEY}`, accept: 'application/json' },
	});

describe('CometAPI (docs/gateways.md#cometapi)', () => {
	const host = () => hostFor('cometApi', '');

	it('submits a video from an image', async () => {
		const url =
			'https://storage.cdn-luma.com/dream_machine/7e4fe07f-1dfd-4921-bc97-4bcf5adea39a/video_0_thumb.jpg';
		const submit = at('https://api.cometapi.com')
			.post('/dream-machine/v1/generations', {
				prompt: 'A tiger walking in snow',
				aspect_ratio: '16:9',
				keyframes: { frame0: { type: 'image', url } },
			})
			.reply(201, cometPending);
		const parameters = { prompt: 'A tiger walking in snow', startFrame: 'url', startFrameUrl: url };
		const run = await host().run(chain(generate(parameters)));

		expect(run.json('Generate')).toEqual([expected['comet-pending'].simplified]);
		expect(submit.isDone()).toBe(true);
	});

	it('reads the completed task', async () => {
		const taskId = cometCompleted.id;
		at('https://api.cometapi.com')
			.get(`/dream-machine/v1/generations/${taskId}`)
			.reply(200, cometCompleted);
		const run = await host().run(chain(get({ taskId })));

		expect(run.json('Get')).toEqual([expected['comet-completed'].simplified]);
	});
});

describe('RixAPI (docs/gateways.md#rixapi-submit)', () => {
	it('submits with duration and resolution', async () => {
		const submit = at('https://relay.example.com')
			.post('/luma/generations', {
				user_prompt: 'cat dance',
				duration: '5s',
				resolution: '1080p',
				aspect_ratio: '16:9',
				loop: false,
				image_url: 'https://example.com/tiger.jpg',
			})
			.reply(201, rixPending);
		const run = await hostFor('rixApi', 'https://relay.example.com/luma/generations').run(
			chain(
				generate({
					prompt: 'cat dance',
					startFrame: 'url',
					startFrameUrl: 'https://example.com/tiger.jpg',
					options: { duration: '5s', resolution: '1080p' },
				}),
			),
		);
		expect(run.json('Generate')).toEqual([expected['rix-pending'].simplified]);
		expect(submit.isDone()).toBe(true);
	});
});

describe('OpenAI-HK (docs/gateways.md#openai-hk)', () => {
	const host = () => hostFor('openAiHk', '');

	it('submits and returns the task ID', async () => {
		at('https://api.openai-hk.com')
			.post('/luma/v2/generations', {
				user_prompt: 'A tiger',
				aspect_ratio: '16:9',
				loop: false,
				expand_prompt: true,
			})
			.reply(200, hkSubmitted);
		const run = await host().run(chain(generate({ options: { enhancePrompt: true } })));

		expect(run.json('Generate')).toEqual([expected['hk-submitted'].simplified]);
	});

	it('reads the finished task with its two videos', async () => {
		const taskId = hkCompleted.task_id;
		at('https://api.openai-hk.com').get(`/luma/generations/${taskId}`).reply(200, hkCompleted);
		const run = await host().run(chain(get({ taskId })));

		expect(run.json('Get')).toEqual([expected['hk-completed'].simplified]);
	});
});
