'use strict';

const { randomUUID } = require('node:crypto');

const { inspectVideo } = require('../inspectMedia');
const { chooseCredentials, gatewayOf, readExamples } = require('../host/examples');
const { request } = require('../host/request');
const { eventually } = require('../host/eventually');
const { LUMA, openTestbed } = require('./support');
const { startModel } = require('../services/scriptedModel');
const { startStorage } = require('../services/storage');

/** Videos are finished at once; the wait has its own suites. */
const testbed = openTestbed({ defaults: { renderSeconds: 0 } });
const examples = readExamples();

let model;
let storage;
let types;
let credentials;
beforeAll(async () => {
	model = await startModel();
	storage = await startStorage();
	types = await testbed.n8n.rest('GET', '/types/nodes.json');
	credentials = {
		openAiApi: await testbed.n8n.storeCredential('openAiApi', 'Scripted model', {
			apiKey: 'sk-model-0123456789',
			url: model.url,
		}),
		s3: await testbed.n8n.storeCredential('s3', 'Storage', storage.credential),
	};
});
afterEach(() => storage.files.splice(0));
afterAll(async () => await Promise.all([model.close(), storage.close()]));

const nodeOf = (workflow, name) => workflow.nodes.find((node) => node.name === name);
const ownNodes = ({ nodes }) => nodes.filter(({ type }) => type.startsWith(LUMA));
const isTrigger = ({ type }) => /(trigger|\.webhook)$/i.test(type);

/** The example with credentials selected, and nothing else changed. */
const prepared = ({ file, workflow }) =>
	chooseCredentials(workflow, types, {
		...credentials,
		lumaApi: testbed.credentials[gatewayOf(file)],
	});

const COMPLETED = { state: 'completed', videoUrl: expect.stringMatching(/^http/) };
const prompts = () =>
	testbed.emulator.accepted().map(({ body }) => body.prompt ?? body.user_prompt);

/** What each example promises: its requests and its result. */
const PROMISES = {
	'prompt-to-video.json': {
		/** As with a real gateway: the execution is suspended for a minute. */
		before: () => testbed.emulator.always({ renderSeconds: 5 }),
		check(run, { nodes }) {
			expect(prompts()).toEqual([nodeOf({ nodes }, 'Generate').parameters.prompt]);
			expect(run.json('Wait')).toMatchObject([COMPLETED]);
		},
	},
	'first-and-last-frame.json': {
		check(run, workflow) {
			const { startFrameUrl, endFrameUrl } = nodeOf(workflow, 'Generate').parameters;
			expect(testbed.emulator.accepted()[0].body.keyframes).toEqual({
				frame0: { type: 'image', url: startFrameUrl },
				frame1: { type: 'image', url: endFrameUrl },
			});
			expect(run.json('Wait')).toMatchObject([COMPLETED]);
		},
	},
	'list-of-prompts.json': {
		before() {
			testbed.emulator.next({}, { method: 'POST' });
			testbed.emulator.next({ failReason: 'the lens broke' });
		},
		check(run) {
			expect(run.json('Videos')).toMatchObject([COMPLETED, COMPLETED]);
			expect(run.json('Not Made')).toMatchObject([{ code: 'taskFailed' }]);
		},
	},
	'retry-after-moderation.json': {
		before() {
			testbed.emulator.next({ refuseModerated: true });
		},
		check(run, workflow) {
			const { otherPrompt } = JSON.parse(nodeOf(workflow, 'Prompts').parameters.jsonOutput);
			expect(prompts()).toEqual([otherPrompt]);
			expect(run.json('Videos')).toMatchObject([COMPLETED]);
			expect(run.ran).not.toContain('Not Made');
		},
	},
	'scheduled-upload.json': {
		check(run) {
			expect(run.json('Upload')).toEqual([{ success: true }]);
			expectUpload(testbed.emulator.accepted()[0].id);
		},
	},
	'wait-for-call.json': {
		before: () => testbed.emulator.always({ renderSeconds: 5 }),
		check(run) {
			expect(prompts()).toHaveLength(1);
			expect(run.json('Wait')).toMatchObject([COMPLETED]);
			expect(testbed.emulator.callbacks.at(-1)).toMatchObject({ status: 200 });
		},
	},
	'video-on-request.json': {
		input: { body: { prompt: 'A tiger in the snow' } },
		check(run) {
			expect(prompts()).toEqual(['A tiger in the snow']);
			expect(run.json('Answer')).toMatchObject([COMPLETED]);
		},
	},
	'two-videos.json': {
		check(run) {
			expect(prompts()).toHaveLength(1);
			expect(run.json('Only Finished Ones')).toMatchObject([COMPLETED, COMPLETED]);
		},
	},
	'on-completed-video.json': {
		/** Its other half has its own test below. */
		change: ({ nodes }) => setCallbackUrl({ nodes }, 'http://127.0.0.1:9/nobody'),
		check(run) {
			expect(prompts()).toHaveLength(1);
			expect(run.ran).not.toContain('Download');
		},
	},
	'agent-with-tools.json': {
		input: { action: 'sendMessage', sessionId: 'suite', chatInput: 'A tiger in the snow' },
		check(run) {
			expect(prompts()).toEqual(['A tiger in the snow']);
			expect(run.json('AI Agent')[0].output).toMatch(/^Your video: http/);
		},
	},
};

/** Does what the note asks the user to do. */
function setCallbackUrl(workflow, url) {
	nodeOf(workflow, 'Generate').parameters.callbackUrl = url;
}

function expectUpload(taskId) {
	expect(storage.files).toMatchObject([
		{ path: `/videos/sunrise-${taskId}.mp4`, type: 'video/mp4' },
	]);
	expect(inspectVideo(storage.files[0].bytes)).toMatchObject({ playable: true });
}

it('every example has a promise here', () => {
	expect(Object.keys(PROMISES).sort()).toEqual(examples.map(({ file }) => file).sort());
});

describe.each(examples)('$file', (example) => {
	const { workflow } = example;

	it('begins with a note that says what to change', () => {
		const [note] = workflow.nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');
		expect(note.parameters.content).toMatch(/credential/);
	});

	it('uses only nodes and versions that this n8n has', () => {
		const unknown = workflow.nodes.filter(({ type, typeVersion }) =>
			types.every(({ name, version }) => name !== type || ![version].flat().includes(typeVersion)),
		);
		expect(unknown).toEqual([]);
	});

	it('does what it promises', async () => {
		const { before, change, input, check } = PROMISES[example.file];
		before?.();
		const own = structuredClone(prepared(example));
		change?.(own);
		const run = await testbed.run(own, { input });

		expect(run.error).toBeUndefined();
		expect(run.status).toBe('success');
		check(run, workflow);
		expect(testbed.emulator.leaks).toEqual([]);
	});

	const trigger = workflow.nodes.find(isTrigger);
	if (trigger.type === 'n8n-nodes-base.manualTrigger') return;

	it('can be activated', async () => {
		const saved = await testbed.n8n.createWorkflow(prepared(example));
		const active = await testbed.n8n.activate(saved);

		expect(active.active).toBe(true);
		expect(ownNodes(active)).toHaveLength(ownNodes(workflow).length);
		await testbed.n8n.deactivate(saved);
	});
});

it('scheduled-upload.json runs on schedule once it is active', async () => {
	const example = examples.find(({ file }) => file === 'scheduled-upload.json');
	const workflow = structuredClone(prepared(example));
	// Do not wait until the morning.
	const often = { interval: [{ field: 'seconds', secondsInterval: 2 }] };
	nodeOf(workflow, 'Every Morning').parameters.rule = often;
	const saved = await testbed.n8n.createWorkflow(workflow);
	await testbed.n8n.activate(saved);
	await eventually(() => testbed.emulator.accepted().length > 0, 'a submit');
	await testbed.n8n.deactivate(saved);

	const filter = encodeURIComponent(JSON.stringify({ workflowId: saved.id }));
	const { results } = await testbed.n8n.rest('GET', `/rest/executions?filter=${filter}`);
	const ended = await Promise.all(results.map(({ id }) => testbed.n8n.waitFor(id)));

	expect(ended.map(({ mode, status }) => [mode, status])).toEqual(
		ended.map(() => ['trigger', 'success']),
	);
	expect(storage.files).toHaveLength(testbed.emulator.accepted().length);
});

it('on-completed-video.json downloads the video once the gateway calls', async () => {
	const example = examples.find(({ file }) => file === 'on-completed-video.json');
	const workflow = structuredClone(prepared(example));
	// The editor assigns a new webhook ID on import.
	nodeOf(workflow, 'Video Is There').webhookId = randomUUID();
	const path = `${nodeOf(workflow, 'Video Is There').webhookId}/luma-ai`;
	const url = `${testbed.access.address}/webhook/${path}`;
	setCallbackUrl(workflow, url);
	const saved = await testbed.n8n.createWorkflow(workflow);
	await testbed.n8n.activate(saved);
	const isThere = async () => (await request(url, { method: 'POST' })).status === 200;
	await eventually(isThere, 'the address');
	await testbed.n8n.waitFor(await testbed.n8n.run(saved));

	const filter = encodeURIComponent(JSON.stringify({ workflowId: saved.id }));
	const calledBack = await eventually(async () => {
		const { results } = await testbed.n8n.rest('GET', `/rest/executions?filter=${filter}`);
		return results.find(({ mode }) => mode === 'webhook');
	}, 'a run started by the callback');
	const run = testbed.read(await testbed.n8n.waitFor(calledBack.id));
	await testbed.n8n.deactivate(saved);

	expect(run.status).toBe('success');
	expect(run.json('Video Is There')).toMatchObject([COMPLETED]);
	expect(run.items('Download')[0].binary.data.mimeType).toBe('video/mp4');
});
