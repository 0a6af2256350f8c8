import { invalidInput, LumaFailure } from '../../../nodes/Luma/task/failure';

const ID = 'fc7fb008-7a5e-40ad-a7ff-dbb63db61be8';

describe('a LumaFailure', () => {
	it('has the task ID in its message', () => {
		const failure = new LumaFailure('gateway', 'The gateway is down', 'Wait.', { taskId: ID });
		expect(failure.message).toContain(ID);
	});

	it('has the task ID in its message only once', () => {
		const failure = new LumaFailure('gateway', `Task ${ID} is down`, 'Wait.', { taskId: ID });
		expect(failure.message).toBe(`Task ${ID} is down`);
		expect(failure.forTask(ID).message).toBe(`Task ${ID} is down`);
	});

	it('can be attributed to a task, and keeps everything else', () => {
		const facts = { httpStatus: 502, gateway: 'rixApi', retryable: true, retryAfterMs: 7 };
		const failure = new LumaFailure('gateway', 'It is down', 'Wait.', facts).forTask(ID);
		expect(failure).toMatchObject({ code: 'gateway', description: 'Wait.' });
		expect(failure.facts).toStrictEqual({ ...facts, taskId: ID });
		expect(failure.message).toContain(ID);
	});

	it('attributed to another task has only the ID of that task', () => {
		const first = new LumaFailure('rateLimit', 'Too fast', 'Wait.', { taskId: 'task-one' });
		const second = first.forTask('task-two');
		expect(second.message).toContain('task-two');
		expect(second.message).not.toContain('task-one');
	});

	it('can get more advice, and keeps everything else', () => {
		const facts = { taskId: ID, retryable: true };
		const failure = new LumaFailure('gateway', 'It is down', 'Wait.', facts).withHint(
			'Or ask them.',
		);
		expect(failure).toMatchObject({ code: 'gateway', description: 'Wait. Or ask them.', facts });
		expect(failure.message).toContain('It is down');
		expect(invalidInput('No', '').withHint('Do this.').description).toBe('Do this.');
	});

	it('has its class name in a log', () => {
		expect(String(invalidInput('No prompt', ''))).toBe('LumaFailure: No prompt');
	});

	it('becomes an item with six fields under Continue On Fail', () => {
		const facts = {
			taskId: ID,
			httpStatus: 429,
			gateway: 'rixApi',
			retryable: true,
			retryAfterMs: 7,
		};
		expect(
			new LumaFailure('rateLimit', `Too fast for ${ID}`, 'Wait.', facts).toJson(),
		).toStrictEqual({
			error: `Too fast for ${ID}`,
			code: 'rateLimit',
			retryable: true,
			taskId: ID,
			httpStatus: 429,
			gateway: 'rixApi',
		});
	});

	it('becomes an item with null for unknown fields, and is not retryable by default', () => {
		expect(invalidInput("'Prompt' is empty", 'Enter one.').toJson()).toStrictEqual({
			error: "'Prompt' is empty",
			code: 'invalidInput',
			retryable: false,
			taskId: null,
			httpStatus: null,
			gateway: null,
		});
	});
});
