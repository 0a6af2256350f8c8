import type { TaskState } from '../../../nodes/Luma/task/task';
import type { Event } from '../../../nodes/LumaTrigger/events';
import { mayBeWanted, wants } from '../../../nodes/LumaTrigger/events';

describe('the events', () => {
	it.each<[Event[], TaskState[]]>([
		[['completed'], ['completed']],
		[['failed'], ['failed']],
		[
			['completed', 'failed'],
			['completed', 'failed'],
		],
		[['changed'], ['queued', 'processing', 'completed', 'failed']],
		[[], []],
	])('%j select the states %j', (events, expected) => {
		const states: TaskState[] = ['queued', 'processing', 'completed', 'failed'];
		expect(states.filter((state) => wants(events, state))).toEqual(expected);
	});

	it.each<[string | null, boolean, boolean]>([
		['dreaming', false, true],
		['pending', false, true],
		['completed', true, true],
		['SUCCESS', true, true],
		['failed', true, true],
		['an unknown word', true, true],
		[null, true, true],
	])(
		'may select a callback with the state %s if they are "completed": %s, or "changed": %s',
		(word, ends, all) => {
			expect(mayBeWanted(['completed'], word)).toBe(ends);
			expect(mayBeWanted(['changed'], word)).toBe(all);
		},
	);
});
