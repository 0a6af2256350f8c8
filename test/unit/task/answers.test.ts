import { formatTask, SELECTABLE_FIELDS } from '../../../nodes/Luma/task/formatTask';
import { readTask, readTasks } from '../../../nodes/Luma/task/readTask';
import { BODIES, bodyOf, EXPECTED } from '../../fixtures';

const NAMES = Object.keys(EXPECTED);
const gateway = 'cometApi';

/** The simplified item of a fixture. */
function simplifiedOf(body: unknown) {
	const task = readTask(body);
	return task && formatTask(task, body, { output: 'simplified', fields: [], gateway });
}

function selectedOf(body: unknown, fields: string[]) {
	const task = readTask(body);
	return task && formatTask(task, body, { output: 'selectedFields', fields, gateway });
}

/** The same JSON with the keys of every object in reverse order. */
function reversed(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(reversed);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.reverse()
			.map(([key, inner]) => [key, reversed(inner)]),
	);
}

/** The same JSON with undocumented fields in every object. */
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

	it('becomes the expected simplified item', () => {
		expect(simplifiedOf(BODIES[name])).toStrictEqual(simplified);
	});

	it('gives the expected other selectable fields', () => {
		const fields = Object.keys(alsoSelectable);
		const { taskId } = simplified;
		expect(selectedOf(BODIES[name], fields)).toStrictEqual({ taskId, ...alsoSelectable });
	});

	it('reads the same with its keys in another order', () => {
		expect(simplifiedOf(reversed(BODIES[name]))).toStrictEqual(simplified);
	});

	it('reads the same with unknown fields in every object', () => {
		expect(simplifiedOf(embellished(BODIES[name]))).toStrictEqual(simplified);
	});

	it('reads the same inside each known success envelope', () => {
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

	it('keeps the requested ID', () => {
		expect(readTask(BODIES[name], 'requested')?.taskId).toBe('requested');
	});

	it('is not changed by reading it', () => {
		const body = bodyOf(name);
		simplifiedOf(body);
		expect(body).toStrictEqual(BODIES[name]);
	});

	it('gives a JSON value for every selectable field', () => {
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

	it('gives a failed task without a generation (docs/gateways.md#web-dialect-task)', () => {
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

	it('that is a list gives the requested task', () => {
		const task = readTask(BODIES['artifact-batch'], '4665a07c-7641-4809-a133-10786201bb56');
		expect(task?.taskId).toBe('4665a07c-7641-4809-a133-10786201bb56');
		expect(task?.videos).toHaveLength(1);
	});

	it('that is a single task counts as a batch of one', () => {
		expect(tasksOf(BODIES['comet-completed'])).toStrictEqual([
			EXPECTED['comet-completed'].simplified,
		]);
	});

	it('loses only the entries that are not tasks', () => {
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
	])('without tasks gives an empty list: %s', (_name, body) => {
		expect(readTasks(body)).toStrictEqual([]);
	});
});
