import type { ProbeAnswer } from './gateway';
import type { Frame, VideoRequest } from './videoRequest';
import { onlySet } from './onlySet';

/*
 * The format of Luma's web app, which relays use: `user_prompt`, `expand_prompt`, frames as `image_url` and
 * `image_end_url` (docs/gateways.md#two-dialects).
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

/** A link, or the image itself as a data URL. */
function imageUrl(frame?: Frame): string | undefined {
	if (frame?.from === 'image') return `data:${frame.mimeType};base64,${frame.base64}`;
	return frame?.from === 'url' ? frame.url : undefined;
}

/**
 * With a valid key, a relay answers that the task is unknown or its ID invalid
 * (docs/gateways.md#unknown-tasks). The two texts are those of Luma's own APIs for an unknown task and an
 * unknown path.
 */
export const relayKnowsProbe = ({ body, code }: ProbeAnswer) =>
	['taskNotFound', 'invalidInput'].includes(code) &&
	!['Generation not found', 'Not Found'].includes(String(body.detail));
