/** Where a first or last frame comes from. `image`: the bytes of an image in base64. */
export type Frame =
	| { from: 'url'; url: string }
	| { from: 'image'; base64: string; mimeType: string }
	| { from: 'task'; taskId: string };

/** The video that the user requests, in no gateway's format yet. Absent: not set. */
export interface VideoRequest {
	prompt: string;
	aspectRatio?: string;
	loop?: boolean;
	startFrame?: Frame;
	endFrame?: Frame;
	/** e.g. `5s`. */
	duration?: string;
	/** e.g. `720p`. */
	resolution?: string;
	model?: string;
	enhancePrompt?: boolean;
	callbackUrl?: string;
}
