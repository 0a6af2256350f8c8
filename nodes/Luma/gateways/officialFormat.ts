import type { GatewayRequest } from './gateway';
import type { Frame, VideoRequest } from './videoRequest';
import { onlySet } from './onlySet';

/*
 * The format of Luma's first API, which CometAPI copies: bare fields, frames as `keyframes`
 * (docs/gateways.md#dream-machine-body; docs/gateways.md#cometapi-submit).
 */

const ROOT = '/dream-machine/v1';

export const generationsPath = `${ROOT}/generations`;
export const creditsPath = `${ROOT}/credits`;

export function officialBody(video: VideoRequest): Record<string, unknown> {
	return onlySet({
		prompt: video.prompt,
		aspect_ratio: video.aspectRatio,
		loop: video.loop || undefined,
		keyframes: keyframes(video),
		callback_url: video.callbackUrl,
	});
}

export const fetchGeneration = (taskId: string): GatewayRequest[] => [
	{ method: 'GET', path: `${generationsPath}/${encodeURIComponent(taskId)}` },
];

/** `frame0` is the first image or the video to continue, `frame1` the last image or video. */
export function keyframes({ startFrame, endFrame }: VideoRequest) {
	if (!startFrame && !endFrame) return undefined;
	return onlySet({ frame0: keyframe(startFrame), frame1: keyframe(endFrame) });
}

function keyframe(frame?: Frame) {
	if (frame?.from === 'task') return { type: 'generation', id: frame.taskId };
	return frame?.from === 'url' ? { type: 'image', url: frame.url } : undefined;
}
