import type { FailureCode } from '../task/failure';
import type { Frame, VideoRequest } from './videoRequest';

/** A call, relative to the gateway's base URL. */
export interface GatewayRequest {
	method: 'GET' | 'POST';
	path: string;
	body?: Record<string, unknown>;
}

/** Which of the user's settings a gateway has. A list: only these values; `any`: all, none is documented. */
export interface Capabilities {
	/** Characters of the prompt, fewest and most. */
	promptLength: readonly [number, number];
	frames: ReadonlyArray<Frame['from']>;
	aspectRatios: readonly string[] | 'any';
	durations?: readonly string[] | 'any';
	resolutions?: readonly string[] | 'any';
	/** Names that the gateway documents. Others are passed on, since new ones appear. */
	models?: readonly string[];
	enhancePrompt?: boolean;
	callback?: boolean;
}

/**
 * A gateway: what to send and where. Everything that depends on the gateway is derived from this record:
 * lists in the editor, descriptions, the table of the README, tests. Answers are read by their shape, in
 * task/.
 */
export interface Gateway {
	/** As saved credentials store it, and items name it. */
	name: string;
	label: string;
	/** What the credential's list calls it, where that differs from the label. */
	listName?: string;
	/** Known base URL; RixAPI is software that many people host. */
	baseUrl?: string;
	capabilities: Capabilities;
	/** A sentence about settings that exclude each other, if the video has such. */
	conflict?(video: VideoRequest): string | undefined;
	submitRequest(video: VideoRequest): GatewayRequest;
	/** A call to extend the video of a task. Without one, the task becomes the start frame. */
	extend?: {
		capabilities: Capabilities;
		submitRequest(taskId: string, video: VideoRequest): GatewayRequest;
	};
	/** Calls that read a task, in order: the next one is tried when one answers 404. */
	taskRequests(taskId: string): GatewayRequest[];
	/** Reads many tasks at once. */
	batchRequest?(taskIds: string[]): GatewayRequest;
	/** Reads the newest tasks of the account. */
	listRequest?(): GatewayRequest;
	/** Reads the watermark-free link of a completed task. */
	watermarkFreeRequest?(taskId: string): GatewayRequest;
	/** Documented rate limit; absent where none is documented. */
	requestsPerMinute?: number;
	/** A free call that only a good key gets past. */
	probeRequest: GatewayRequest;
	/** Whether the answer to the probe is one that this gateway gives to a good key. */
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
