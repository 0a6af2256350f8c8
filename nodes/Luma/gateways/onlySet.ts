/** A copy without `undefined`, so only what the user set is sent. */
export function onlySet(body: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
