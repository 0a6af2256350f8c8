/** A copy without what was not set, so that nothing is sent that the user did not ask for. */
export function onlySet(body: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
