import type { FailureCode } from '../task/failure';
import type { Frame, VideoRequest } from './videoRequest';

/** A call, relative to the gateway's base URL. */
export interface GatewayRequest {
	method: 'GET' | 'POST';
	path: string;
	body?: Record<string, unknown>;
}

export type GatewayName = 'cometApi' | 'rixApi' | 'openAiHk' | 'lumaAgents' | 'dreamMachine';

/** Which of the user's settings a gateway has. A list: only these values; `any`: not documented. */
export interface Capabilities {
	/** Characters of the prompt, least and most. */
	promptLength: readonly [number, number];
	frames: ReadonlyArray<Frame['from']>;
	aspectRatios: readonly string[] | 'any';
	durations?: readonly string[] | 'any';
	resolutions?: readonly string[] | 'any';
	model?: boolean;
	enhancePrompt?: boolean;
	callback?: boolean;
}

/** One gateway's dialect: what to send and where. Answers are read by shape, in task/. */
export interface Gateway {
	name: GatewayName;
	label: string;
	/** Known base URL; RixAPI is software that many people host. */
	baseUrl?: string;
	capabilities: Capabilities;
	/** Settings that exclude each other, as one sentence. */
	conflict?(video: VideoRequest): string | undefined;
	submit(video: VideoRequest): GatewayRequest;
	/** Its own call to go on from a task's video; without one, that is a start frame. */
	extend?: {
		capabilities: Capabilities;
		submit(taskId: string, video: VideoRequest): GatewayRequest;
	};
	/** Where a task is read; a further call is the place to look when the one before answers 404. */
	fetch(taskId: string): GatewayRequest[];
	/** Reads many tasks at once. */
	fetchMany?(taskIds: string[]): GatewayRequest;
	/** Reads the newest tasks of the account, newest first. */
	list?(): GatewayRequest;
	/** Reads the watermark-free link of a completed task. */
	watermarkFreeRequest?(taskId: string): GatewayRequest;
	/** Documented limit of requests; absent where none is documented. */
	requestsPerMinute?: number;
	/** A free call that only a good key gets past. */
	probe: GatewayRequest;
	/** Whether the answer to `probe` is one that this gateway gives to a good key. */
	recognizes(answer: ProbeAnswer): boolean;
}

export interface ProbeAnswer {
	status: number;
	body: Record<string, unknown>;
	/** What the answer means where it is no result. */
	code: FailureCode;
}

/** An ID that no task has: asking for it costs nothing (luma-apis.md 2.3). */
export const NO_TASK = '00000000-0000-0000-0000-000000000000';
