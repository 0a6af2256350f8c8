import type { IExecuteFunctions } from 'n8n-workflow';

import { readTaskId, toTaskId } from '../../../../nodes/Luma/operations/fields/taskId';
import { readTaskIds } from '../../../../nodes/Luma/operations/fields/taskIds';
import type { LumaFailure } from '../../../../nodes/Luma/task/failure';
import { expectOwnWords } from '../../wording';

const ID = 'fc7fb008-7a5e-40ad-a7ff-dbb63db61be8';

/** Numbers that are no row, and text that no URL can contain. */
const NO_IDS: Array<[unknown]> = [
	[NaN],
	[Infinity],
	[-7],
	[1e308],
	['a b'],
	['🐯'],
	['\ud83d'],
	['..'],
	['x'.repeat(201)],
];

describe('a task ID', () => {
	it.each([
		[ID],
		[`  ${ID}\n`],
		[`https://api.cometapi.com/dream-machine/v1/generations/${ID}`],
		[`https://api.cometapi.com/dream-machine/v1/generations/${ID}/`],
		[`https://relay.example.com/luma/generations/${ID}?x=1#top`],
		[`HTTPS://relay.example.com/luma/generations/${ID}`],
		[`https://relay.example.com/luma/generations/${ID}/download_video_url`],
		[`https://relay.example.com/luma/generations/${ID}/extend`],
		[`https://agents.lumalabs.ai/v1/generations/${ID}`],
	])('is read from %p', (value) => {
		expect(toTaskId(value, 'Task ID')).toBe(ID);
	});

	it('can be a number (docs/gateways.md#task-rows) or other text', () => {
		expect(toTaskId(13917, 'Task ID')).toBe('13917');
		expect(toTaskId('774d9a7dd608a0e49293903095e45a4c', 'Task ID')).toBe(
			'774d9a7dd608a0e49293903095e45a4c',
		);
	});

	it.each<[unknown]>([
		[''],
		['  '],
		[undefined],
		[null],
		[{ taskId: ID }],
		[[ID]],
		[true],
		...NO_IDS,
	])('cannot be %p', (value) => {
		const context = { getNodeParameter: () => value } as unknown as IExecuteFunctions;
		for (const read of [() => toTaskId(value, 'Task ID'), () => readTaskId(context, 0)]) {
			let failure: LumaFailure | undefined;
			try {
				read();
			} catch (caught) {
				failure = caught as LumaFailure;
			}
			expect(failure?.code).toBe('invalidInput');
			expect(failure?.message).toContain("'Task ID'");
			expectOwnWords(failure as LumaFailure);
		}
	});

	it('is rejected with the label of its field', () => {
		expect(() => toTaskId('', 'Start Frame Task ID')).toThrow("'Start Frame Task ID' is empty");
	});
});

describe('a list of task IDs', () => {
	it.each([[{}], [{ toString: 1 }], [true], [NaN], [[ID, null]], [[undefined]]])(
		'cannot be %p',
		(value) => {
			expect(() => readTaskIds(value)).toThrow("'Task IDs'");
		},
	);

	it('can be one number, or a list of text and numbers', () => {
		expect(readTaskIds(13917)).toEqual(['13917']);
		expect(readTaskIds([13917, ID])).toEqual(['13917', ID]);
	});
});
