import { invalidInput, LumaFailure } from '../../../nodes/Luma/task/failure';

const ID = 'fc7fb008-7a5e-40ad-a7ff-dbb63db61be8';

describe('a failure', () => {
	it('names its task in the message', () => {
		const failure = new LumaFailure('gateway', 'The gateway rests', 'Wait.', { taskId: ID });
		expect(failure.message).toContain(ID);
	});

	it('names its task once', () => {
		const failure = new LumaFailure('gateway', `Task ${ID} rests`, 'Wait.', { taskId: ID });
		expect(failure.message).toBe(`Task ${ID} rests`);
		expect(failure.forTask(ID).message).toBe(`Task ${ID} rests`);
	});

	it('can be told of a task, and keeps all else', () => {
		const facts = { httpStatus: 502, gateway: 'rixApi', retryable: true, retryAfterMs: 7 };
		const failure = new LumaFailure('gateway', 'It rests', 'Wait.', facts).forTask(ID);
		expect(failure).toMatchObject({ code: 'gateway', description: 'Wait.' });
		expect(failure.facts).toStrictEqual({ ...facts, taskId: ID });
		expect(failure.message).toContain(ID);
	});

	it('told of another task names that one alone', () => {
		const first = new LumaFailure('rateLimit', 'Too fast', 'Wait.', { taskId: 'task-one' });
		const second = first.forTask('task-two');
		expect(second.message).toContain('task-two');
		expect(second.message).not.toContain('task-one');
	});

	it('can be given more to say of how to go on, and keeps all else', () => {
		const facts = { taskId: ID, retryable: true };
		const failure = new LumaFailure('gateway', 'It rests', 'Wait.', facts).withHint('Or ask them.');
		expect(failure).toMatchObject({ code: 'gateway', description: 'Wait. Or ask them.', facts });
		expect(failure.message).toContain('It rests');
		expect(invalidInput('No', '').withHint('Do this.').description).toBe('Do this.');
	});

	it('tells its kind in a log', () => {
		expect(String(invalidInput('No prompt', ''))).toBe('LumaFailure: No prompt');
	});

	it('is an item with six fields under Continue On Fail', () => {
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

	it('has null for what is not known, and is not to be retried unless it says so', () => {
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
