import { KnownStates } from '../../../nodes/LumaTrigger/taskMemory';

describe('what was seen of tasks', () => {
	it('takes a state for new only if the task is further than before', () => {
		const seen = new KnownStates();
		const news = (['processing', 'queued', 'processing', 'completed', 'failed'] as const).map(
			(state) => {
				const isNew = seen.isFurther('a', state);
				seen.note('a', state);
				return isNew;
			},
		);
		expect(news).toEqual([true, false, false, true, false]);
		expect(seen.isOver('a')).toBe(true);
		expect(seen.entries()).toEqual([['a', 'completed']]);
	});

	it('knows a task that was only looked at, and takes any state of it for new', () => {
		const seen = new KnownStates();
		seen.note('a', null);
		expect([seen.has('a'), seen.has('b'), seen.isOver('a')]).toEqual([true, false, false]);
		expect(seen.isFurther('a', 'queued')).toBe(true);
	});

	it('goes on from what was stored', () => {
		const seen = new KnownStates([
			['a', 'completed'],
			['b', null],
		]);
		expect(seen.isOver('a')).toBe(true);
		expect(new KnownStates(JSON.parse(JSON.stringify(seen.entries()))).entries()).toEqual(
			seen.entries(),
		);
	});

	it.each([
		undefined,
		null,
		'text',
		{ a: 1 },
		[1, 'a', [], ['a'], ['a', 'nonsense'], ['a', 'toString'], [7, 'completed'], null],
	])('makes nothing of %j', (stored) => {
		expect(new KnownStates(stored).entries()).toEqual([]);
	});

	it('takes over what another one knows only where it is further', () => {
		const seen = new KnownStates([['a', 'completed']]);
		seen.add([
			['a', 'processing'],
			['b', 'queued'],
			['b', 'processing'],
		]);
		expect(seen.entries()).toEqual([
			['a', 'completed'],
			['b', 'processing'],
		]);
	});

	it('forgets the tasks first that were not looked at for the longest time', () => {
		const seen = new KnownStates(undefined, 2);
		seen.note('a', 'completed');
		seen.note('b', 'completed');
		seen.note('a', 'completed');
		seen.note('c', 'completed');
		expect(seen.entries().map(([taskId]) => taskId)).toEqual(['a', 'c']);
	});

	it('remembers a thousand tasks', () => {
		const seen = new KnownStates();
		for (let index = 0; index < 1_001; index++) seen.note(`task ${index}`, 'queued');
		expect([seen.has('task 0'), seen.has('task 1')]).toEqual([false, true]);
	});

	it('puts those first that were not looked at yet, or not for the longest time', () => {
		const seen = new KnownStates();
		seen.note('b', 'queued');
		seen.note('a', 'queued');
		expect(seen.oldestFirst(['a', 'b', 'new'])).toEqual(['new', 'b', 'a']);
	});
});
