import type { Frame, VideoRequest } from './gateway';
import { onlySet } from './gateway';

/*
 * The format of Luma's web app, as its relays speak it: `user_prompt`, `expand_prompt`, frames as
 * `image_url` and `image_end_url` (luma-apis.md 3.0 and 3.2; seeds 002 and 003).
 */

export function relayBody(video: VideoRequest): Record<string, unknown> {
	return onlySet({
		user_prompt: video.prompt,
		aspect_ratio: video.aspectRatio,
		loop: video.loop,
		expand_prompt: video.enhancePrompt,
		image_url: imageUrl(video.startFrame),
		image_end_url: imageUrl(video.endFrame),
	});
}

/** A link, or the picture itself as a data URL. */
function imageUrl(frame?: Frame): string | undefined {
	if (frame?.from === 'image') return `data:${frame.mimeType};base64,${frame.base64}`;
	return frame?.from === 'url' ? frame.url : undefined;
}

/**
 * Relays know no such task: 400 `task_not_exist`, 404, or an empty answer (luma-apis.md 5.1,
 * 5.10). "Generation not found" is what Luma's own API says.
 */
export const relayKnowsProbe = (status: number, body: Record<string, unknown>) =>
	[200, 400, 404].includes(status) && body.detail !== 'Generation not found';
