import type { OutputFormat } from '../../../nodes/Luma/task/formatTask';
import { formatTask, SELECTABLE_FIELDS } from '../../../nodes/Luma/task/formatTask';
import { readTask } from '../../../nodes/Luma/task/readTask';
import type { Task } from '../../../nodes/Luma/task/task';
import { unknownTask } from '../../../nodes/Luma/task/task';
import { BODIES, EXPECTED } from '../../fixtures';

const TEN_FIELDS = [
	'taskId',
	'state',
	'videoUrl',
	'thumbnailUrl',
	'lastFrameUrl',
	'width',
	'height',
	'durationSeconds',
	'expiresAt',
	'failureReason',
];

function show(name: string, how: Partial<OutputFormat> = {}) {
	const body = BODIES[name];
	const task = readTask(body) as Task;
	return formatTask(task, body, { output: 'simplified', fields: [], gateway: 'openAiHk', ...how });
}

describe('the simplified item', () => {
	it.each(Object.keys(EXPECTED).filter((name) => !name.startsWith('hk-')))(
		'of %s has the ten fields and nothing else',
		(name) => {
			expect(Object.keys(show(name))).toStrictEqual(TEN_FIELDS);
		},
	);

	it('has the list of videos only where there are several', () => {
		expect(show('hk-completed').videos).toHaveLength(2);
		expect(show('hk-submitted')).not.toHaveProperty('videos');
		expect(show('comet-completed')).not.toHaveProperty('videos');
	});

	it('gives each video the same ten fields, with the ID of the task', () => {
		for (const video of show('hk-one-failed').videos as object[]) {
			expect(Object.keys(video)).toStrictEqual(TEN_FIELDS);
			expect(video).toMatchObject({ taskId: show('hk-one-failed').taskId });
		}
	});

	it('has null for all that is not known of a task', () => {
		const how: OutputFormat = { output: 'simplified', fields: [], gateway: 'rixApi' };
		const item = formatTask(unknownTask('abc'), {}, how);
		const nulls = Object.fromEntries(TEN_FIELDS.map((field) => [field, null]));
		expect(item).toStrictEqual({ ...nulls, taskId: 'abc', state: 'processing' });
		expect(unknownTask('abc').videos).toHaveLength(1);
	});

	it('says that the wait ran into its limit, and only then', () => {
		expect(show('agents-processing', { timedOut: true })).toStrictEqual({
			...EXPECTED['agents-processing'].simplified,
			timedOut: true,
		});
		expect(show('agents-processing', { timedOut: false })).not.toHaveProperty('timedOut');
	});
});

describe('the raw item', () => {
	it.each(['comet-completed', 'hk-completed', 'official-dreaming', 'piapi-failed'])(
		'is the body of %s as it came',
		(name) => {
			expect(show(name, { output: 'raw' })).toStrictEqual(BODIES[name]);
		},
	);

	it('carries a list under data, since an item is an object', () => {
		expect(show('web-submitted-list', { output: 'raw' })).toStrictEqual({
			data: BODIES['web-submitted-list'],
		});
	});

	it.each([[null], ['busy'], [7], [[]]])('carries %p under data, too', (body) => {
		const how: OutputFormat = { output: 'raw', fields: [], gateway: 'rixApi' };
		expect(formatTask(unknownTask('abc'), body, how)).toStrictEqual({ data: body });
	});

	it('says that the wait ran into its limit without changing the body', () => {
		const item = show('rix-pending', { output: 'raw', timedOut: true });
		expect(item).toStrictEqual({ ...(BODIES['rix-pending'] as object), timedOut: true });
		expect(BODIES['rix-pending']).not.toHaveProperty('timedOut');
	});
});

describe('the item of selected fields', () => {
	const select = (name: string, fields: string[], timedOut?: boolean) =>
		show(name, { output: 'selectedFields', fields, timedOut });

	it('offers the twenty names that workflows store', () => {
		expect([...SELECTABLE_FIELDS].sort()).toStrictEqual(
			[
				...TEN_FIELDS,
				'gateway',
				'gatewayState',
				'prompt',
				'createdAt',
				'watermarkedVideoUrl',
				'failureCode',
				'estimatedWaitSeconds',
				'videoCount',
				'videos',
				'timedOut',
			].sort(),
		);
	});

	it('has the chosen fields and the task ID', () => {
		expect(select('comet-completed', ['width', 'gateway', 'gatewayState'])).toStrictEqual({
			taskId: '32ec5549-7b7a-4111-a43b-445b3a89c8ef',
			width: 752,
			gateway: 'openAiHk',
			gatewayState: 'completed',
		});
	});

	it('has the task ID where nothing was chosen', () => {
		expect(select('rix-pending', [])).toStrictEqual({
			taskId: 'fc7fb008-7a5e-40ad-a7ff-dbb63db61be8',
		});
	});

	it('has null for a chosen field that is not known', () => {
		expect(select('rix-pending', ['videoUrl', 'failureCode'])).toMatchObject({
			videoUrl: null,
			failureCode: null,
		});
	});

	it.each(['nothing', 'toString', 'constructor', '__proto__', ''])(
		'leaves out the unknown name %p',
		(field) => {
			expect(select('rix-pending', [field, 'state'])).toStrictEqual({
				taskId: 'fc7fb008-7a5e-40ad-a7ff-dbb63db61be8',
				state: 'queued',
			});
		},
	);

	it('lists the videos also where there is one', () => {
		const { videos, videoCount } = select('artifact-completed', ['videos', 'videoCount']);
		expect(videos).toStrictEqual([EXPECTED['artifact-completed'].simplified]);
		expect(videoCount).toBe(1);
	});

	it('counts the videos that are there', () => {
		expect(select('hk-completed', ['videoCount']).videoCount).toBe(2);
		expect(select('hk-half-done', ['videoCount']).videoCount).toBe(1);
		expect(select('hk-submitted', ['videoCount']).videoCount).toBe(0);
	});

	it('says whether the wait ran into its limit where that was chosen', () => {
		expect(select('rix-pending', ['timedOut'])).toMatchObject({ timedOut: false });
		expect(select('rix-pending', ['timedOut'], true)).toMatchObject({ timedOut: true });
	});

	it('says that the wait ran into its limit even where that was not chosen', () => {
		expect(select('rix-pending', ['state'], true)).toMatchObject({ timedOut: true });
		expect(select('rix-pending', ['state'])).not.toHaveProperty('timedOut');
	});
});
