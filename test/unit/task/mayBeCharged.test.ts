import { toAnswerError } from '../../../nodes/Luma/task/answerError';
import {
	isUnsentCode,
	mayBeCharged,
	mayErrorBeCharged,
} from '../../../nodes/Luma/task/mayBeCharged';
import { answerOf, gatewayOf, HTML } from '../answer';

function isCharged(status: number, body: unknown, taskId?: string) {
	const answer = answerOf(status, body);
	const failure = toAnswerError(answer, gatewayOf('rixApi'));
	return mayBeCharged(answer, taskId === undefined ? failure : failure.forTask(taskId));
}

describe('a submit without a task may be charged', () => {
	it.each<[string, number, unknown]>([
		['after a success without a reason', 200, {}],
		[
			'after an answer that was cut off, even one that begins as a refusal',
			200,
			'{"error":"busy","a":',
		],
		['after a refusal under a success status that reports a lost upstream', 200, lost()],
		['after the timeout of a proxy', 504, HTML],
		['after the timeout of a proxy, in the code of an envelope', 200, { code: 524, message: 'x' }],
		['after a 500 that reports a lost upstream by its code', 500, lost()],
		['after a 503 that reports a lost upstream in its message', 503, { message: 'socket hang up' }],
		['after a 502 with a web page', 502, HTML],
		['after a 503 with a web page, as from a proxy whose backend is too slow', 503, HTML],
		['after a 303, whose address has the result', 303, ''],
		['after a 500 with plain text', 500, 'Internal Server Error'],
		['after a 500 with a web page as its message', 500, { message: HTML }],
		['after a 502 without a message or a code', 502, {}],
	])('%s', (_rule, status, body) => {
		expect(isCharged(status, body)).toBe(true);
	});

	it.each([200, 302, 400, 404, 429, 500, 503])(
		'after a refusal with HTTP %i that names a task',
		(status) => {
			expect(isCharged(status, { message: 'no' }, 'fc7fb008')).toBe(true);
		},
	);
});

describe('a submit without a task is not charged', () => {
	it.each<[string, number, unknown]>([
		['after a success with a web page, which is not from the API', 200, HTML],
		['after a refusal under a success status', 200, { code: 402, message: 'top up' }],
		['after a redirect', 302, ''],
		['after a 4xx, even one that mentions a timeout', 400, { message: 'timeout is too long' }],
		['after a 502 with a message', 502, { message: 'Upstream service unavailable' }],
		[
			'after a 500 with a code that names the cause',
			500,
			{ code: 'quota_not_enough', message: '' },
		],
		['after a 503 with a message', 503, { message: 'Image ingestion unavailable' }],
	])('%s', (_rule, status, body) => {
		expect(isCharged(status, body)).toBe(false);
	});
});

function lost() {
	return { code: 'DO_REQUEST_FAILED', message: '请求上游地址失败', data: null };
}

describe('a submit whose connection broke', () => {
	it.each([
		['ECONNREFUSED', 'connect'],
		['ENOTFOUND', 'getaddrinfo'],
		['EAI_AGAIN', 'getaddrinfo'],
		['EHOSTUNREACH', 'connect'],
		['ENETUNREACH', 'connect'],
		['EADDRNOTAVAIL', 'connect'],
		['ERR_INVALID_URL', undefined],
	])('is not charged after %s, which means that it was never sent', (code, syscall) => {
		expect(mayErrorBeCharged(code, syscall)).toBe(false);
		expect(isUnsentCode(code)).toBe(true);
	});

	it.each([
		['CERT_HAS_EXPIRED', undefined],
		['DEPTH_ZERO_SELF_SIGNED_CERT', undefined],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', undefined],
		['EPROTO', 'write'],
	])('is not charged after %s in the TLS handshake', (code, syscall) => {
		expect(mayErrorBeCharged(code, syscall)).toBe(false);
		expect(isUnsentCode(code)).toBe(false);
	});

	it.each([
		['EHOSTUNREACH', 'read'],
		['ENETUNREACH', 'write'],
		['ECONNRESET', 'read'],
		['ETIMEDOUT', 'connect'],
		['ERR_SSL_WRONG_VERSION_NUMBER', undefined],
		['', undefined],
	])('may be charged after %p while in "%s"', (code, syscall) => {
		expect(mayErrorBeCharged(code, syscall)).toBe(true);
	});
});
