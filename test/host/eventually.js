'use strict';

/** Calls `read` until it returns something truthy, and returns that. */
async function eventually(read, what, timeoutMs = 60_000, everyMs = 50) {
	for (const until = Date.now() + timeoutMs; Date.now() < until; ) {
		const found = await read();
		if (found) return found;
		await new Promise((resolve) => setTimeout(resolve, everyMs));
	}
	throw new Error(`Not within ${timeoutMs / 1000} s: ${what}`);
}

module.exports = { eventually };
