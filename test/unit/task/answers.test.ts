import { formatTask, SELECTABLE_FIELDS } from '../../../nodes/Luma/task/formatTask';
import { readTask, readTasks } from '../../../nodes/Luma/task/readTask';
import { BODIES, bodyOf, EXPECTED } from '../../fixtures';

const NAMES = Object.keys(EXPECTED);
const gateway = 'cometApi';

/** What a fixture becomes, by way of the call that reads it. */
function simplifiedOf(body: unknown) {
	const task = readTask(body);
	return task && formatTask(task, body, { output: 'simplified', fields: [], gateway });
}

function selectedOf(body: unknown, fields: string[]) {
	const task = readTask(body);
	return task && formatTask(task, body, { output: 'selectedFields', fields, gateway });
}

/** The same JSON with every object's keys the other way round. */
function reversed(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(reversed);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.reverse()
			.map(([key, inner]) => [key, reversed(inner)]),
	);
}

/** The same JSON with fields in every object that no documentation names. */
function embellished(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(embellished);
	if (typeof value !== 'object' || value === null) return value;
	return {
		region_hint: 'us-west-2',
		progress_hint: 37,
		billing: { cost: 0.4, plan: null, id: 991, note: 'ok' },
		mirrors: ['https://mirror.example.com/other.mp4'],
		...Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, embellished(inner)])),
	};
}

describe.each(NAMES)('the answer %s', (name) => {
	const { simplified, alsoSelectable } = EXPECTED[name];

	it('becomes the simplified item that the facts give', () => {
		expect(simplifiedOf(BODIES[name])).toStrictEqual(simplified);
	});

	it('gives the other selectable fields that the facts decide', () => {
		const fields = Object.keys(alsoSelectable);
		const { taskId } = simplified;
		expect(selectedOf(BODIES[name], fields)).toStrictEqual({ taskId, ...alsoSelectable });
	});

	it('reads the same with its keys in another order', () => {
		expect(simplifiedOf(reversed(BODIES[name]))).toStrictEqual(simplified);
	});

	it('reads the same with unknown fields all over it', () => {
		expect(simplifiedOf(embellished(BODIES[name]))).toStrictEqual(simplified);
	});

	it('reads the same inside of each known success envelope', () => {
		for (const envelope of [
			{ code: 'success', message: '', data: BODIES[name] },
			{ code: 200, msg: 'success', data: BODIES[name] },
			{ code: 0, message: 'ok', data: BODIES[name] },
		]) {
			expect(simplifiedOf(envelope)).toStrictEqual(simplified);
		}
	});

	it('reads the same as the only entry of a list, wrapped or not', () => {
		const { data } = BODIES[name] as { data?: unknown };
		const list = name.startsWith('batch-') ? data : [BODIES[name]].flat();
		expect(simplifiedOf(list)).toStrictEqual(simplified);
		expect(simplifiedOf({ code: 'success', message: '', data: list })).toStrictEqual(simplified);
	});

	it('keeps the ID that was asked for', () => {
		expect(readTask(BODIES[name], 'asked-for')?.taskId).toBe('asked-for');
	});

	it('is left unchanged by the reading', () => {
		const body = bodyOf(name);
		simplifiedOf(body);
		expect(body).toStrictEqual(BODIES[name]);
	});

	it('gives a value that JSON can carry for every selectable field', () => {
		const item = selectedOf(BODIES[name], [...SELECTABLE_FIELDS]);
		expect(Object.keys(item ?? {}).sort()).toStrictEqual([...SELECTABLE_FIELDS].sort());
		expect(JSON.parse(JSON.stringify(item))).toStrictEqual(item);
	});
});

describe('a batch answer', () => {
	const tasksOf = (body: unknown) =>
		readTasks(body).map(({ task, body: part }) =>
			formatTask(task, part, { output: 'simplified', fields: [], gateway }),
		);

	it('gives the task of a wrapped record by its text ID, not by its number (docs/gateways.md#task-rows)', () => {
		expect(tasksOf(BODIES['batch-processing'])).toStrictEqual([
			EXPECTED['batch-processing'].simplified,
		]);
	});

	it('gives a failed task whose generation is missing (docs/gateways.md#web-dialect-task)', () => {
		expect(tasksOf(BODIES['batch-failure'])).toStrictEqual([EXPECTED['batch-failure'].simplified]);
	});

	it('gives every task of a bare list, in order (docs/gateways.md#rixapi-batch)', () => {
		const { simplified } = EXPECTED['artifact-completed'];
		expect(tasksOf(BODIES['artifact-batch'])).toStrictEqual([
			simplified,
			{ ...simplified, taskId: '4665a07c-7641-4809-a133-10786201bb56' },
		]);
	});

	it('gives each task its own part of the body', () => {
		const batch = bodyOf<unknown[]>('artifact-batch');
		expect(readTasks(batch).map(({ body }) => body)).toStrictEqual(batch);
	});

	it('picks the task that was asked for out of a list', () => {
		const task = readTask(BODIES['artifact-batch'], '4665a07c-7641-4809-a133-10786201bb56');
		expect(task?.taskId).toBe('4665a07c-7641-4809-a133-10786201bb56');
		expect(task?.videos).toHaveLength(1);
	});

	it('takes a single task for a batch of one', () => {
		expect(tasksOf(BODIES['comet-completed'])).toStrictEqual([
			EXPECTED['comet-completed'].simplified,
		]);
	});

	it('leaves out the entries that are no tasks', () => {
		const batch = { code: 'success', data: [null, 'gone', {}, BODIES['yunwu-pending'], 7] };
		expect(tasksOf(batch)).toStrictEqual([EXPECTED['yunwu-pending'].simplified]);
	});

	it.each([
		['an empty list', []],
		['a wrapped empty list', { code: 'success', message: '', data: [] }],
		['nothing', undefined],
		['null', null],
		['text', 'busy'],
		['an empty envelope', { code: 'success', data: null }],
	])('gives no task for %s', (_name, body) => {
		expect(readTasks(body)).toStrictEqual([]);
	});
});
