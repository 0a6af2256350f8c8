'use strict';

/** Looks again and again until something holds; gives what it found. */
async function eventually(look, what, timeoutMs = 60_000, everyMs = 50) {
	for (const until = Date.now() + timeoutMs; Date.now() < until; ) {
		const found = await look();
		if (found) return found;
		await new Promise((resolve) => setTimeout(resolve, everyMs));
	}
	throw new Error(`Not within ${timeoutMs / 1000} s: ${what}`);
}

module.exports = { eventually };
