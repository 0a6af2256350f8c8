import { findMessage, messageIn } from '../../../nodes/Luma/task/findMessage';
import { answerOf, HTML } from '../answer';

describe("the gateway's own message", () => {
	it.each<[unknown, string | undefined]>([
		[{ error: { message: 'why' } }, 'why'],
		[{ message: 'why' }, 'why'],
		[{ msg: 'why' }, 'why'],
		[{ err: 'why' }, 'why'],
		[{ error_msg: 'why' }, 'why'],
		[{ header: { message: 'why' } }, 'why'],
		[{ response: { error: { message: 'why' } } }, 'why'],
		[{ detail: 'why' }, 'why'],
		[{ detail: { reason: 'why', code: 1 } }, 'why'],
		[{ detail: [{ loc: ['body'], msg: 'why', type: 'x' }] }, 'why'],
		[{ error: 'why' }, 'why'],
		[{ failure_reason: 'why' }, 'why'],
		[{ fail_reason: 'why' }, 'why'],
		[{ description: 'why' }, 'why'],
		[{ data: { error: { message: 'why' } } }, 'why'],
		[{ message: '{"error":{"message":"why"}}' }, 'why'],
		[{ message: '[{"msg":"why"}]' }, 'why'],
		[{ message: '{"half' }, '{"half'],
		[{ message: '{"a":1}' }, '{"a":1}'],
		[{ error: { message: 'why' }, message: 'less' }, 'why'],
		[{ error: { message: '' }, message: 'why' }, 'why'],
		[{ error: null, message: 'why' }, 'why'],
		['why', 'why'],
		[{ code: 'success', message: 'success', data: null }, undefined],
		[{ message: 'OK' }, undefined],
		[{ message: '' }, undefined],
		[{ id: 'x', state: 'pending' }, undefined],
		[null, undefined],
		[undefined, undefined],
		[[], undefined],
		[7, undefined],
	])('in %p is %p (docs/gateways.md#error-text-fields)', (body, message) => {
		expect(findMessage(body)).toBe(message);
	});

	it('is only searched for in the outer levels of a body', () => {
		let body: unknown = { message: 'deep' };
		for (let level = 0; level < 50; level++) body = { data: body };
		expect(findMessage(body)).toBeUndefined();
	});
});

describe('the message of an answer', () => {
	it.each([
		[JSON.stringify({ detail: 'why' }), 'why'],
		['404 page not found', '404 page not found'],
		[HTML, undefined],
		['{"half', undefined],
		['no', undefined],
		['', undefined],
	])('in the text %p is %p', (text, message) => {
		expect(messageIn(answerOf(404, text))).toBe(message);
	});
});
