/** A gateway's response, with any HTTP status. */
export interface Answer {
	status: number;
	headers: Record<string, unknown>;
	text: string;
	/** `undefined` if the text is not JSON. */
	body: unknown;
	/** Whether the JSON was cut off; `body` then holds the part that arrived complete. */
	cut: boolean;
}
