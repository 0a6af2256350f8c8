import { LumaFailure } from '../../../nodes/Luma/task/failure';
import { connectionError } from '../../../nodes/Luma/transport/connectionError';
import { gatewayOf } from '../answer';
import { expectOwnWords } from '../wording';

const gateway = gatewayOf('cometApi');
const failureOf = (error: unknown) => connectionError(error, gateway, 30);
const withCode = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

describe('a request that did not go out', () => {
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
	])('because of %s was not accepted', (code) => {
		const failure = failureOf(withCode(code));
		expect(failure.code).toBe('network');
		expect(failure.facts.mayBeCharged ?? false).toBe(false);
		expect(failure.facts).toMatchObject({ retryable: true, gateway: 'cometApi' });
		expect(failure.message).toContain('CometAPI');
		expect(failure.description).toContain("'Base URL'");
		expectOwnWords(failure);
	});

	it('because n8n blocks the address was not accepted, and no repetition helps', () => {
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

describe('a request that got no answer', () => {
	it.each(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'])(
		'within the time, by %s, may have been accepted',
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
		['a code nobody knows', withCode('EWHATEVER')],
		// What comes through TLS in the place of an answer, when whoever ends it breaks down.
		['ERR_SSL_WRONG_VERSION_NUMBER', withCode('ERR_SSL_WRONG_VERSION_NUMBER')],
		[
			'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
			withCode('ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC'),
		],
		['a route that is gone', Object.assign(withCode('EHOSTUNREACH'), { syscall: 'read' })],
		['a network that is gone', Object.assign(withCode('ENETUNREACH'), { syscall: 'write' })],
		['no code', new Error('socket hang up')],
		['a code that is no text', Object.assign(new Error('x'), { code: 7 })],
		['a text', 'socket hang up'],
		['nothing', undefined],
		['null', null],
	])('because of %s may have been accepted', (_name, error) => {
		const failure = failureOf(error);
		expect(failure.code).toBe('network');
		expect(failure.facts).toMatchObject({ mayBeCharged: true, retryable: true });
		expectOwnWords(failure);
	});

	it('tells its code through what n8n wraps around it', () => {
		const wrapped = { message: 'x', cause: { cause: withCode('ECONNREFUSED') } };
		expect(failureOf(wrapped).facts.mayBeCharged ?? false).toBe(false);
		expect(failureOf({ cause: withCode('ETIMEDOUT') }).code).toBe('timeout');
	});

	it('is read once where it wraps itself', () => {
		const circular: { cause?: unknown } = {};
		circular.cause = circular;
		expect(failureOf(circular).facts.mayBeCharged).toBe(true);
	});

	it('that was told already stays as it is', () => {
		const failure = new LumaFailure('quota', 'Empty', 'Top up.');
		expect(failureOf(failure)).toBe(failure);
	});
});
