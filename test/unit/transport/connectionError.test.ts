import { LumaFailure } from '../../../nodes/Luma/task/failure';
import { connectionError } from '../../../nodes/Luma/transport/connectionError';
import { gatewayOf } from '../answer';
import { expectOwnWords } from '../wording';

const gateway = gatewayOf('cometApi');
const failureOf = (error: unknown) => connectionError(error, gateway, 30);
const withCode = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

describe('a request that was not sent', () => {
	it.each([
		'ECONNREFUSED',
		'ENOTFOUND',
		'EAI_AGAIN',
		'EHOSTUNREACH',
		'ENETUNREACH',
		'ERR_INVALID_URL',
		'CERT_HAS_EXPIRED',
		'DEPTH_ZERO_SELF_SIGNED_CERT',
		'SELF_SIGNED_CERT_IN_CHAIN',
		'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
		'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
		'ERR_TLS_CERT_ALTNAME_INVALID',
		'EPROTO',
	])('because of %s cannot be charged', (code) => {
		const failure = failureOf(withCode(code));
		expect(failure.code).toBe('network');
		expect(failure.facts.mayBeCharged ?? false).toBe(false);
		expect(failure.facts).toMatchObject({ retryable: true, gateway: 'cometApi' });
		expect(failure.message).toContain('CometAPI');
		expect(failure.description).toContain("'Base URL'");
		expectOwnWords(failure);
	});

	it('because n8n blocks the address cannot be charged, and is not retryable', () => {
		class SsrfBlockedIpError extends Error {
			ip = '10.0.0.5';
		}
		class SsrfBlockedHostnameError extends Error {
			hostname = 'relay.example.com';
		}
		const failures = [
			failureOf(new SsrfBlockedIpError()),
			failureOf({ code: 'ECONNREFUSED', cause: new SsrfBlockedIpError() }),
			failureOf({ cause: new SsrfBlockedHostnameError() }),
		];
		expect(failures.map(({ message }) => /\((.*)\)/.exec(message)?.[1])).toEqual([
			'10.0.0.5',
			'10.0.0.5',
			'relay.example.com',
		]);
		for (const failure of failures) {
			expect(failure.code).toBe('network');
			expect(failure.facts).toEqual({ gateway: 'cometApi' });
			expect(failure.message).toContain('Your n8n blocks the address of CometAPI');
			expect(failure.description).toContain('N8N_SSRF_ALLOWED_HOSTNAMES');
			expectOwnWords(failure);
		}
	});
});

describe('a request without an answer', () => {
	it.each(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'])(
		'because of the timeout %s may be charged',
		(code) => {
			const failure = failureOf(withCode(code));
			expect(failure.code).toBe('timeout');
			expect(failure.facts).toMatchObject({ mayBeCharged: true, retryable: true });
			expect(failure.message).toContain('30 seconds');
			expectOwnWords(failure);
		},
	);

	it.each<[string, unknown]>([
		['ECONNRESET', withCode('ECONNRESET')],
		['EPIPE', withCode('EPIPE')],
		['an unknown code', withCode('EWHATEVER')],
		// What a client sees if the TLS endpoint crashes after it received the request.
		['ERR_SSL_WRONG_VERSION_NUMBER', withCode('ERR_SSL_WRONG_VERSION_NUMBER')],
		[
			'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
			withCode('ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC'),
		],
		['a lost route', Object.assign(withCode('EHOSTUNREACH'), { syscall: 'read' })],
		['a lost network', Object.assign(withCode('ENETUNREACH'), { syscall: 'write' })],
		['no code', new Error('socket hang up')],
		['a code that is not text', Object.assign(new Error('x'), { code: 7 })],
		['text', 'socket hang up'],
		['nothing', undefined],
		['null', null],
	])('because of %s may be charged', (_name, error) => {
		const failure = failureOf(error);
		expect(failure.code).toBe('network');
		expect(failure.facts).toMatchObject({ mayBeCharged: true, retryable: true });
		expectOwnWords(failure);
	});

	it('is judged by the code inside the errors that n8n wraps around it', () => {
		const wrapped = { message: 'x', cause: { cause: withCode('ECONNREFUSED') } };
		expect(failureOf(wrapped).facts.mayBeCharged ?? false).toBe(false);
		expect(failureOf({ cause: withCode('ETIMEDOUT') }).code).toBe('timeout');
	});

	it('does not loop over an error that is its own cause', () => {
		const circular: { cause?: unknown } = {};
		circular.cause = circular;
		expect(failureOf(circular).facts.mayBeCharged).toBe(true);
	});

	it('keeps its LumaFailure if it already has one', () => {
		const failure = new LumaFailure('quota', 'Empty', 'Top up.');
		expect(failureOf(failure)).toBe(failure);
	});
});
