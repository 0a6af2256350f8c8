/**
 * Rejects after a fixed time. With redirects off, n8n's `timeout` limits the total time to the response
 * headers, but for the body only the idle time between two chunks: a body that drips is read without end.
 * An abort signal does not help, since `httpRequestWithAuthentication` replaces it
 * (docs/n8n-internals.md#timeouts-and-the-abort-signal). The work is not aborted; a late result is ignored.
 *
 * @throws an `Error` with the code `ETIMEDOUT`, like Node's own
 */
export async function withTimeout<T>(seconds: number, work: Promise<T>): Promise<T> {
	const deadline = AbortSignal.timeout(seconds * 1000);
	let onTimeout = () => {};
	const timeout = new Promise<never>((_, reject) => {
		onTimeout = () => reject(Object.assign(new Error('Timed out'), { code: 'ETIMEDOUT' }));
		deadline.addEventListener('abort', onTimeout);
	});
	try {
		return await Promise.race([work, timeout]);
	} finally {
		// Otherwise the signal keeps the result in memory until the deadline.
		deadline.removeEventListener('abort', onTimeout);
	}
}
