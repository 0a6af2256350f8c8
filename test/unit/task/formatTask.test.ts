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

function format(name: string, options: Partial<OutputFormat> = {}) {
	const body = BODIES[name];
	const task = readTask(body) as Task;
	return formatTask(task, body, {
		output: 'simplified',
		fields: [],
		gateway: 'openAiHk',
		...options,
	});
}

describe('the simplified item', () => {
	it.each(Object.keys(EXPECTED).filter((name) => !name.startsWith('hk-')))(
		'of %s has the ten fields and nothing else',
		(name) => {
			expect(Object.keys(format(name))).toStrictEqual(TEN_FIELDS);
		},
	);

	it('has the list of videos only if there are several', () => {
		expect(format('hk-completed').videos).toHaveLength(2);
		expect(format('hk-submitted')).not.toHaveProperty('videos');
		expect(format('comet-completed')).not.toHaveProperty('videos');
	});

	it('gives each video the same ten fields, with the ID of the task', () => {
		for (const video of format('hk-one-failed').videos as object[]) {
			expect(Object.keys(video)).toStrictEqual(TEN_FIELDS);
			expect(video).toMatchObject({ taskId: format('hk-one-failed').taskId });
		}
	});

	it('has null for every unknown field', () => {
		const options: OutputFormat = { output: 'simplified', fields: [], gateway: 'rixApi' };
		const item = formatTask(unknownTask('abc'), {}, options);
		const nulls = Object.fromEntries(TEN_FIELDS.map((field) => [field, null]));
		expect(item).toStrictEqual({ ...nulls, taskId: 'abc', state: 'processing' });
		expect(unknownTask('abc').videos).toHaveLength(1);
	});

	it('has timedOut if the wait timed out, and only then', () => {
		expect(format('agents-processing', { timedOut: true })).toStrictEqual({
			...EXPECTED['agents-processing'].simplified,
			timedOut: true,
		});
		expect(format('agents-processing', { timedOut: false })).not.toHaveProperty('timedOut');
	});
});

describe('the raw item', () => {
	it.each(['comet-completed', 'hk-completed', 'official-dreaming', 'piapi-failed'])(
		'is the unchanged body of %s',
		(name) => {
			expect(format(name, { output: 'raw' })).toStrictEqual(BODIES[name]);
		},
	);

	it('has a list under data, since an item must be an object', () => {
		expect(format('web-submitted-list', { output: 'raw' })).toStrictEqual({
			data: BODIES['web-submitted-list'],
		});
	});

	it.each([[null], ['busy'], [7], [[]]])('has %p under data, too', (body) => {
		const options: OutputFormat = { output: 'raw', fields: [], gateway: 'rixApi' };
		expect(formatTask(unknownTask('abc'), body, options)).toStrictEqual({ data: body });
	});

	it('has timedOut if the wait timed out, without changing the body', () => {
		const item = format('rix-pending', { output: 'raw', timedOut: true });
		expect(item).toStrictEqual({ ...(BODIES['rix-pending'] as object), timedOut: true });
		expect(BODIES['rix-pending']).not.toHaveProperty('timedOut');
	});
});

describe('the item with selected fields', () => {
	const select = (name: string, fields: string[], timedOut?: boolean) =>
		format(name, { output: 'selectedFields', fields, timedOut });

	it('has the twenty selectable fields that saved workflows refer to', () => {
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

	it('has the selected fields and the task ID', () => {
		expect(select('comet-completed', ['width', 'gateway', 'gatewayState'])).toStrictEqual({
			taskId: '32ec5549-7b7a-4111-a43b-445b3a89c8ef',
			width: 752,
			gateway: 'openAiHk',
			gatewayState: 'completed',
		});
	});

	it('has only the task ID if nothing is selected', () => {
		expect(select('rix-pending', [])).toStrictEqual({
			taskId: 'fc7fb008-7a5e-40ad-a7ff-dbb63db61be8',
		});
	});

	it('has null for a selected field that is unknown', () => {
		expect(select('rix-pending', ['videoUrl', 'failureCode'])).toMatchObject({
			videoUrl: null,
			failureCode: null,
		});
	});

	it.each(['nothing', 'toString', 'constructor', '__proto__', ''])(
		'leaves out %p, which is not a field',
		(field) => {
			expect(select('rix-pending', [field, 'state'])).toStrictEqual({
				taskId: 'fc7fb008-7a5e-40ad-a7ff-dbb63db61be8',
				state: 'queued',
			});
		},
	);

	it('has a list of videos even if there is only one', () => {
		const { videos, videoCount } = select('artifact-completed', ['videos', 'videoCount']);
		expect(videos).toStrictEqual([EXPECTED['artifact-completed'].simplified]);
		expect(videoCount).toBe(1);
	});

	it('counts the videos with a link', () => {
		expect(select('hk-completed', ['videoCount']).videoCount).toBe(2);
		expect(select('hk-half-done', ['videoCount']).videoCount).toBe(1);
		expect(select('hk-submitted', ['videoCount']).videoCount).toBe(0);
	});

	it('has timedOut if it is selected', () => {
		expect(select('rix-pending', ['timedOut'])).toMatchObject({ timedOut: false });
		expect(select('rix-pending', ['timedOut'], true)).toMatchObject({ timedOut: true });
	});

	it('has timedOut after a timeout even if it is not selected', () => {
		expect(select('rix-pending', ['state'], true)).toMatchObject({ timedOut: true });
		expect(select('rix-pending', ['state'])).not.toHaveProperty('timedOut');
	});
});
