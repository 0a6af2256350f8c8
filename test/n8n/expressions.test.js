'use strict';

const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const { LUMA, openTestbed } = require('./support');
const { give, givePrompts } = require('../workflow');

const testbed = openTestbed();

const PICTURE = readFileSync(join(__dirname, '../emulator/media/first.thumb.jpg')).toString(
	'base64',
);
/** n8n's own node that converts text to a file. */
const PICTURES = {
	name: 'Pictures',
	type: 'n8n-nodes-base.convertToFile',
	typeVersion: 1.1,
	parameters: { operation: 'toBinary', sourceProperty: 'picture', options: {} },
};

/** Parameters that each read their value from the item; `options.model` is part of a collection. */
function asExpressions(names) {
	const parameters = {};
	for (const name of names) {
		const [first, second] = name.split('.');
		const expression = `={{ $('Items').item.json[${JSON.stringify(name)}] }}`;
		if (second) parameters[first] = { ...parameters[first], [second]: expression };
		else parameters[first] = expression;
	}
	return parameters;
}

/** A list, as multi-options fields return it. */
const fields = (...names) => ({ output: 'selectedFields', fields: names });

/** Creates tasks that have ended or never will. */
async function makeTasks(prompts) {
	if (prompts.length === 0) return [];
	const run = await testbed.run([
		givePrompts(...prompts),
		testbed.generate('rixApi'),
		testbed.poll('rixApi', { onFailedTask: 'continue', timeout: 2, onTimeout: 'continue' }),
	]);
	return run.json('Generate').map(({ taskId }) => taskId);
}
const bodies = () =>
	testbed.emulator.requestsTo('rixApi', 'POST', /generations$/).map(({ body }) => body);

/**
 * Items for each operation, with a parameter in every field; `tasks` are the prompts of the tasks to create
 * first. Two different items show that each is evaluated separately.
 */
const CASES = [
	{
		title: 'image URLs and all options',
		operation: ['video', 'generate'],
		items: () => [
			{
				prompt: 'one',
				startFrame: 'url',
				startFrameUrl: 'https://example.com/start-1.png',
				endFrame: 'url',
				endFrameUrl: 'https://example.com/end-1.png',
				aspectRatio: '1:1',
				loop: true,
				callback: 'url',
				callbackUrl: 'https://example.com/hook-1',
				'options.duration': '5s',
				'options.enhancePrompt': true,
				'options.model': 'ray-v1',
				'options.resolution': '540p',
				...fields('prompt'),
			},
			{
				prompt: 'two',
				startFrame: 'none',
				startFrameUrl: '',
				endFrame: 'none',
				endFrameUrl: '',
				aspectRatio: '9:16',
				loop: false,
				callback: 'none',
				callbackUrl: '',
				'options.duration': '10s',
				'options.enhancePrompt': false,
				'options.model': 'ray-v2',
				'options.resolution': '1080p',
				...fields('gateway', 'state'),
			},
		],
		check(run) {
			expect(bodies()).toEqual([
				{
					user_prompt: 'one',
					aspect_ratio: '1:1',
					loop: true,
					expand_prompt: true,
					image_url: 'https://example.com/start-1.png',
					image_end_url: 'https://example.com/end-1.png',
					duration: '5s',
					resolution: '540p',
					model_name: 'ray-v1',
					notify_hook: 'https://example.com/hook-1',
				},
				{
					user_prompt: 'two',
					aspect_ratio: '9:16',
					loop: false,
					expand_prompt: false,
					duration: '10s',
					resolution: '1080p',
					model_name: 'ray-v2',
				},
			]);
			expect(run.json('Luma').map((item) => Object.keys(item).sort())).toEqual([
				['prompt', 'taskId'],
				['gateway', 'state', 'taskId'],
			]);
		},
	},
	{
		title: 'images from files',
		operation: ['video', 'generate'],
		before: [PICTURES],
		items: () => [
			{
				prompt: 'one',
				picture: PICTURE,
				startFrame: 'binary',
				startFrameBinaryField: 'data',
				endFrame: 'none',
				endFrameBinaryField: '',
			},
			{
				prompt: 'two',
				picture: PICTURE,
				startFrame: 'none',
				startFrameBinaryField: '',
				endFrame: 'binary',
				endFrameBinaryField: 'data',
			},
		],
		check() {
			const picture = `data:image/jpeg;base64,${PICTURE}`;
			expect(bodies()).toEqual([
				{ user_prompt: 'one', aspect_ratio: '16:9', loop: false, image_url: picture },
				{ user_prompt: 'two', aspect_ratio: '16:9', loop: false, image_end_url: picture },
			]);
		},
	},
	{
		title: 'the videos of earlier tasks',
		operation: ['video', 'generate'],
		tasks: ['first', 'second'],
		items([first, second]) {
			return [
				{
					prompt: 'one',
					startFrame: 'task',
					startFrameTaskId: first,
					endFrame: 'none',
					endFrameTaskId: '',
				},
				{
					prompt: 'two',
					startFrame: 'task',
					startFrameTaskId: second,
					endFrame: 'task',
					endFrameTaskId: first,
				},
			];
		},
		check(_, [one, two]) {
			expect(
				bodies()
					.slice(2)
					.map(({ keyframes }) => keyframes),
			).toEqual([
				{ frame0: { type: 'generation', id: one.startFrameTaskId } },
				{
					frame0: { type: 'generation', id: two.startFrameTaskId },
					frame1: { type: 'generation', id: two.endFrameTaskId },
				},
			]);
		},
	},
	{
		title: 'the task and the prompt',
		operation: ['video', 'extend'],
		tasks: ['first', 'second'],
		items([first, second]) {
			return [
				{ taskId: first, prompt: 'on', 'options.enhancePrompt': true, ...fields('state') },
				{ taskId: second, prompt: 'and on', 'options.enhancePrompt': false, ...fields('gateway') },
			];
		},
		check(run, [one, two]) {
			const calls = testbed.emulator.requestsTo('rixApi', 'POST', /extend$/);
			expect(calls.map(({ path, body }) => [path.split('/')[3], body])).toEqual([
				[one.taskId, { user_prompt: 'on', expand_prompt: true }],
				[two.taskId, { user_prompt: 'and on', expand_prompt: false }],
			]);
			expect(run.json('Luma')).toEqual([
				{ taskId: expect.any(String), state: expect.any(String) },
				{ taskId: expect.any(String), gateway: 'rixApi' },
			]);
		},
	},
	{
		title: 'options that only some gateways have',
		operation: ['video', 'extend'],
		gateway: 'dreamMachine',
		items: () => [
			{
				taskId: 'earlier-task',
				prompt: 'and on',
				'options.duration': '9s',
				'options.model': 'ray-flash-2',
				'options.resolution': '4k',
			},
		],
		check() {
			expect(testbed.emulator.requestsTo('dreamMachine', 'POST')).toMatchObject([
				{ body: { duration: '9s', model: 'ray-flash-2', resolution: '4k' } },
			]);
		},
	},
	{
		title: 'the files and their fields',
		operation: ['video', 'download'],
		tasks: ['first', 'second'],
		items([first, second]) {
			const names = { thumbnailOutputField: 'cover', lastFrameOutputField: 'end' };
			return [
				{ taskId: first, files: ['video'], videoOutputField: 'film', ...names },
				{ taskId: second, files: ['thumbnail', 'lastFrame'], videoOutputField: 'movie', ...names },
			];
		},
		check(run, items) {
			expect(run.json('Luma').map(({ taskId }) => taskId)).toEqual(
				items.map(({ taskId }) => taskId),
			);
			expect(run.items('Luma').map(({ binary }) => Object.keys(binary))).toEqual([
				['film'],
				['cover', 'end'],
			]);
		},
	},
	{
		title: 'the task',
		operation: ['task', 'get'],
		tasks: ['first', 'second'],
		items([first, second]) {
			return [
				{ taskId: first, ...fields('state') },
				{ taskId: second, ...fields('prompt') },
			];
		},
		check(run, [one, two]) {
			expect(run.json('Luma')).toEqual([
				{ taskId: one.taskId, state: 'completed' },
				{ taskId: two.taskId, prompt: 'second' },
			]);
		},
	},
	{
		title: 'the tasks, as a list and as text',
		operation: ['task', 'getMany'],
		tasks: ['first', 'second'],
		items([first, second]) {
			return [
				{ taskIds: [first, second], ...fields('state') },
				{ taskIds: `${second}, ${first}`, ...fields('state') },
			];
		},
		check(run, [{ taskIds: ids }]) {
			expect(run.json('Luma').map(({ taskId }) => taskId)).toEqual([...ids, ...[...ids].reverse()]);
		},
	},
	{
		title: 'the task, the time limit and what to do when it ends',
		operation: ['task', 'wait'],
		tasks: ['endless [never]', 'broken [fail: the lens broke]'],
		items([endless, broken]) {
			const common = {
				waitMode: 'poll',
				'options.pollInterval': 1,
				'options.pollFirst': 0,
			};
			return [
				{
					...common,
					taskId: endless,
					timeout: 1,
					onTimeout: 'continue',
					onFailedTask: 'error',
					...fields('timedOut'),
				},
				{
					...common,
					taskId: broken,
					timeout: 30,
					onTimeout: 'error',
					onFailedTask: 'continue',
					...fields('failureReason'),
				},
			];
		},
		check(run, [one, two]) {
			expect(run.json('Luma')).toEqual([
				{ taskId: one.taskId, timedOut: true },
				{ taskId: two.taskId, failureReason: 'the lens broke' },
			]);
		},
	},
];

describe('expressions can provide', () => {
	it.each(CASES)('$title ($operation)', async (one) => {
		const { operation, tasks = [], gateway = 'rixApi', before = [], check } = one;
		const items = one.items(await makeTasks(tasks));
		const [resource, name] = operation;
		const parameters = asExpressions(Object.keys(items[0]).filter((key) => key !== 'picture'));
		const run = await testbed.run([
			give(items),
			...before,
			testbed.luma('Luma', gateway, { resource, operation: name, ...parameters }),
		]);

		expect(run.error).toBeUndefined();
		check(run, items);
	});

	it('the value of every parameter that can hold one', async () => {
		const types = await testbed.n8n.rest('GET', '/types/nodes.json');
		const { properties } = types.find(({ name }) => name === LUMA);
		const missing = [];
		for (const property of properties.filter(canBeExpression)) {
			const { show } = property.displayOptions;
			const names =
				property.type === 'collection'
					? property.options.map(({ name }) => `${property.name}.${name}`)
					: [property.name];
			const tried = triedFor(show.resource[0], show.operation[0]);
			missing.push(
				...names.filter((name) => !tried.has(name)).map((name) => `${show.operation}: ${name}`),
			);
		}
		expect(missing).toEqual([]);
	});
});

/** Hidden fields are set by the node itself. */
const canBeExpression = ({ noDataExpression, type }) => !noDataExpression && type !== 'hidden';

function triedFor(resource, operation) {
	const cases = CASES.filter((one) => one.operation.join() === [resource, operation].join());
	return new Set(cases.flatMap((one) => one.items([])).flatMap((item) => Object.keys(item)));
}
