import type { FailureCode } from '../task/failure';
import type { Frame, VideoRequest } from './videoRequest';

/** A request, relative to the gateway's base URL. */
export interface GatewayRequest {
	method: 'GET' | 'POST';
	path: string;
	body?: Record<string, unknown>;
}

/** Which settings a gateway supports. A list: only these values; `any`: all values, since none are documented. */
export interface Capabilities {
	/** Characters of the prompt, fewest and most. */
	promptLength: readonly [number, number];
	frames: ReadonlyArray<Frame['from']>;
	aspectRatios: readonly string[] | 'any';
	durations?: readonly string[] | 'any';
	resolutions?: readonly string[] | 'any';
	/** Documented names. Others are sent too, since new models appear. */
	models?: readonly string[];
	enhancePrompt?: boolean;
	callback?: boolean;
}

/**
 * A gateway: what to send and where. Everything that depends on the gateway is derived from this record:
 * the editor's lists and descriptions, the README's table, tests. Answers are read by their shape in task/,
 * whichever gateway they come from.
 */
export interface Gateway {
	/** Stored in credentials and output items. */
	name: string;
	label: string;
	/** Its name in the credential's list, if that differs from the label. */
	listName?: string;
	/** Absent for RixAPI, which is software that many providers host. */
	baseUrl?: string;
	capabilities: Capabilities;
	/** Describes two settings of the video that exclude each other, if any. */
	conflict?(video: VideoRequest): string | undefined;
	submitRequest(video: VideoRequest): GatewayRequest;
	/** A separate request for extending a video. Without one, the task becomes the start frame. */
	extend?: {
		capabilities: Capabilities;
		submitRequest(taskId: string, video: VideoRequest): GatewayRequest;
	};
	/** Requests that read a task, in order: if one answers 404, the next is tried. */
	taskRequests(taskId: string): GatewayRequest[];
	/** Reads many tasks at once. */
	batchRequest?(taskIds: string[]): GatewayRequest;
	/** Reads the newest tasks of the account. */
	listRequest?(): GatewayRequest;
	/** Reads the watermark-free link of a completed task. */
	watermarkFreeRequest?(taskId: string): GatewayRequest;
	/** Documented rate limit; absent where none is documented. */
	requestsPerMinute?: number;
	/** A free request that tells whether the key is valid. */
	probeRequest: GatewayRequest;
	/** Whether this answer to the probe shows that the key is valid on this gateway. */
	recognizes(answer: ProbeAnswer): boolean;
}

export interface ProbeAnswer {
	status: number;
	body: Record<string, unknown>;
	/** What the answer means if it is an error. */
	code: FailureCode;
}

/** An ID that no task has: reading it costs nothing (docs/gateways.md#free-key-tests). */
export const NO_TASK = '00000000-0000-0000-0000-000000000000';
