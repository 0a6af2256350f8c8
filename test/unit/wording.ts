import type { LumaFailure } from '../../nodes/Luma/task/failure';

/**
 * Our own words tell what happened and how to get unstuck; they never scold. What the gateway
 * said is quoted as it is.
 */
export function expectOwnWords({ message, description }: LumaFailure, quoted = ''): void {
	const own = `${message} ${description}`.split(quoted || '\u0000').join('…');
	expect(own).not.toMatch(/error|problem|failure|mistake/i);
	expect(message.trim()).not.toBe('');
	expect(description.trim()).not.toBe('');
}
