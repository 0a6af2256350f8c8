import { invalidInput } from '../task/failure';
import { gatewaysThat } from './index';
import type { Capabilities, Gateway } from './gateway';
import type { Frame, VideoRequest } from './videoRequest';

const FRAME_SOURCES: Record<Frame['from'], string> = {
	url: 'a URL',
	image: 'a file',
	task: 'an earlier task',
};

/** A gateway with a separate request for extending can support fewer settings there. */
type Call = 'generate' | 'extend';

const acceptedBy = (gateway: Gateway, call: Call) =>
	(call === 'extend' ? gateway.extend?.capabilities : undefined) ?? gateway.capabilities;

/**
 * Rejects settings that the gateway does not support, before anything is charged: a gateway that ignores
 * one would charge for a video that the user did not request.
 *
 * @throws LumaFailure `invalidInput` with the field's label and what to do
 */
export function assertSupported(
	gateway: Gateway,
	video: VideoRequest,
	call: Call = 'generate',
): void {
	const { label } = gateway;
	const capabilities = acceptedBy(gateway, call);
	const facts = { gateway: gateway.name };
	const unavailable = (field: string, has: (other: Capabilities) => unknown, source = '') => {
		const here = call === 'extend' ? `for extending on ${label}` : `on ${label}`;
		return invalidInput(
			`'${field}'${source} is not available ${here}`,
			`Remove '${field}'${source}, or use a credential for ${gatewaysThat((other) => has(acceptedBy(other, call)))}.`,
			facts,
		);
	};
	const notOneOf = (field: string, value: string, allowed: readonly string[]) =>
		invalidInput(
			`'${field}' ${value} is not available on ${label}`,
			`Choose one of: ${allowed.join(', ')}.`,
			facts,
		);

	const length = [...video.prompt].length;
	const [least, most] = capabilities.promptLength;
	if (length < least || length > most) {
		throw invalidInput(
			`'Prompt' has ${length} characters, but ${label} accepts ${least} to ${most}`,
			length > most ? 'Shorten the prompt.' : 'Describe the video in more words.',
			facts,
		);
	}

	const frames = { 'Start Frame': video.startFrame, 'End Frame': video.endFrame };
	for (const [field, frame] of Object.entries(frames)) {
		if (frame && !capabilities.frames.includes(frame.from)) {
			const has = (other: Capabilities) => other.frames.includes(frame.from);
			throw unavailable(field, has, ` from ${FRAME_SOURCES[frame.from]}`);
		}
	}

	const choices = [
		['Aspect Ratio', 'aspectRatios', video.aspectRatio],
		['Duration', 'durations', video.duration],
		['Resolution', 'resolutions', video.resolution],
	] as const;
	for (const [field, key, value] of choices) {
		const allowed = capabilities[key];
		if (value === undefined || allowed === 'any') continue;
		if (allowed === undefined) throw unavailable(field, (other) => other[key]);
		if (!allowed.includes(value)) throw notOneOf(field, value, allowed);
	}

	if (video.model !== undefined && !capabilities.models) {
		throw unavailable('Model', (other) => other.models);
	}
	if (video.enhancePrompt !== undefined && !capabilities.enhancePrompt) {
		throw unavailable('Enhance Prompt', (other) => other.enhancePrompt);
	}
	if (video.callbackUrl !== undefined && !capabilities.callback) {
		throw unavailable('Callback', (other) => other.callback);
	}

	const conflict = gateway.conflict?.(video);
	if (conflict) throw invalidInput(`${conflict} on ${label}`, 'Remove one of the two.', facts);
}
