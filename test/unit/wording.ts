import type { LumaFailure } from '../../nodes/Luma/task/failure';

/**
 * Checks that message and description exist, without the words that n8n forbids in them.
 *
 * @param quoted the gateway's own message, in which any word is allowed
 */
export function expectOwnWords({ message, description }: LumaFailure, quoted = ''): void {
	const own = `${message} ${description}`.split(quoted || '\u0000').join('…');
	expect(own).not.toMatch(/error|problem|failure|mistake/i);
	expect(message.trim()).not.toBe('');
	expect(description.trim()).not.toBe('');
}
