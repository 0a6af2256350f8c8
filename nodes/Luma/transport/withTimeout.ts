/**
 * Waits no longer than so many seconds. The timeout of n8n's HTTP library counts the time in which
 * nothing comes, so an answer that drips would be waited for without end; and n8n puts its own signal
 * in the place of any that a request brings. What is late is left behind.
 *
 * @throws an error with the code `ETIMEDOUT`, as Node's own
 */
export async function withTimeout<T>(seconds: number, work: Promise<T>): Promise<T> {
	const deadline = AbortSignal.timeout(seconds * 1000);
	let expire = () => {};
	const late = new Promise<never>((_, reject) => {
		expire = () => reject(Object.assign(new Error('Too late'), { code: 'ETIMEDOUT' }));
		deadline.addEventListener('abort', expire);
	});
	try {
		return await Promise.race([work, late]);
	} finally {
		// Until its time, the deadline would hold on to the answer.
		deadline.removeEventListener('abort', expire);
	}
}
