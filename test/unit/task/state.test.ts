import { joinStates, readState, saysUnderWay } from '../../../nodes/Luma/task/state';
import type { TaskState } from '../../../nodes/Luma/task/task';

/** docs/gateways.md#states. */
const WORDS: Record<TaskState, string> = {
	queued:
		'pending queued submitted not_start not_started staged waiting in_queue created starting accepted',
	processing: 'processing dreaming in_progress running generating rendering unknown',
	completed: 'completed complete success succeeded succeed finished done',
	failed: 'failed failure fail error cancelled canceled rejected moderated timeout expired',
};
const CASES = Object.entries(WORDS).flatMap(([state, words]) =>
	words.split(' ').map((word) => [word, state]),
);

describe('a word for a state', () => {
	it.each(CASES)('%s means %s in any case and spelling', (word, state) => {
		const title = word[0].toUpperCase() + word.slice(1);
		const variants = [word, word.toUpperCase(), title, ` ${word} `];
		variants.push(...['-', ' ', ' - '].map((between) => word.replace(/_/g, between)));
		for (const variant of variants) expect([variant, readState(variant)]).toEqual([variant, state]);
	});

	it('that is unknown is reported as unknown, and counts as processing', () => {
		expect(readState('moderating')).toBe('unknown');
		expect(readState('constructor')).toBe('unknown');
		expect(joinStates(['unknown'])).toBe('processing');
		expect(joinStates(['completed', 'unknown'])).toBe('processing');
	});

	it('that is unknown does not count in a layer around a known one', () => {
		expect(joinStates(['unknown', 'completed'])).toBe('completed');
		expect(joinStates(['unknown', 'queued'])).toBe('queued');
	});

	it('says whether the task is still running', () => {
		expect(
			['queued', 'dreaming', 'completed', 'failed', 'moderating', null].map(saysUnderWay),
		).toEqual([true, true, false, false, false, false]);
	});

	it.each([undefined, null, '', '  ', 200, true, {}, []])('cannot be %p', (value) => {
		expect(readState(value)).toBeUndefined();
	});
});

describe('the states of a record and of the generation inside it', () => {
	it.each<[TaskState[], TaskState | undefined]>([
		[[], undefined],
		[['completed'], 'completed'],
		[['completed', 'completed'], 'completed'],
		[['completed', 'processing'], 'processing'],
		[['processing', 'completed'], 'processing'],
		[['queued', 'completed'], 'queued'],
		[['queued', 'processing'], 'processing'],
		[['failed', 'completed'], 'failed'],
		[['completed', 'failed'], 'failed'],
		[['processing', 'failed'], 'failed'],
		[['failed', 'processing'], 'failed'],
	])('%p combine to %p', (states, combined) => {
		expect(joinStates(states)).toBe(combined);
	});
});
