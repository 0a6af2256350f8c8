import { KnownStates } from '../../../nodes/LumaTrigger/taskMemory';

describe('the known states of tasks', () => {
	it('count a state as new only if the task is further than before', () => {
		const known = new KnownStates();
		const news = (['processing', 'queued', 'processing', 'completed', 'failed'] as const).map(
			(state) => {
				const isNew = known.isFurther('a', state);
				known.note('a', state);
				return isNew;
			},
		);
		expect(news).toEqual([true, false, false, true, false]);
		expect(known.isOver('a')).toBe(true);
		expect(known.entries()).toEqual([['a', 'completed']]);
	});

	it('contain a task that was read without a state, and count any state of it as new', () => {
		const known = new KnownStates();
		known.note('a', null);
		expect([known.has('a'), known.has('b'), known.isOver('a')]).toEqual([true, false, false]);
		expect(known.isFurther('a', 'queued')).toBe(true);
	});

	it('are restored from what was stored', () => {
		const known = new KnownStates([
			['a', 'completed'],
			['b', null],
		]);
		expect(known.isOver('a')).toBe(true);
		expect(new KnownStates(JSON.parse(JSON.stringify(known.entries()))).entries()).toEqual(
			known.entries(),
		);
	});

	it.each([
		undefined,
		null,
		'text',
		{ a: 1 },
		[1, 'a', [], ['a'], ['a', 'nonsense'], ['a', 'toString'], [7, 'completed'], null],
	])('ignore %j', (stored) => {
		expect(new KnownStates(stored).entries()).toEqual([]);
	});

	it('adopt a stored state only if it is further', () => {
		const known = new KnownStates([['a', 'completed']]);
		known.add([
			['a', 'processing'],
			['b', 'queued'],
			['b', 'processing'],
		]);
		expect(known.entries()).toEqual([
			['a', 'completed'],
			['b', 'processing'],
		]);
	});

	it('forget first the task that was read longest ago', () => {
		const known = new KnownStates(undefined, 2);
		known.note('a', 'completed');
		known.note('b', 'completed');
		known.note('a', 'completed');
		known.note('c', 'completed');
		expect(known.entries().map(([taskId]) => taskId)).toEqual(['a', 'c']);
	});

	it('keep a thousand tasks', () => {
		const known = new KnownStates();
		for (let index = 0; index < 1_001; index++) known.note(`task ${index}`, 'queued');
		expect([known.has('task 0'), known.has('task 1')]).toEqual([false, true]);
	});

	it('order unread tasks first, then by when they were read', () => {
		const known = new KnownStates();
		known.note('b', 'queued');
		known.note('a', 'queued');
		expect(known.oldestFirst(['a', 'b', 'new'])).toEqual(['new', 'b', 'a']);
	});
});
