/** A gateway's answer with any HTTP status. `body` is `undefined` where it is not JSON. */
export interface Answer {
	status: number;
	headers: Record<string, unknown>;
	text: string;
	body: unknown;
	/** The JSON stopped early; `body` holds its whole part. */
	cut: boolean;
}
