import { layersOf } from './envelope';
import { isWatermarked, linkExpiry } from './links';
import { joinStates, stateOf } from './state';
import type { TaskState, Video } from './task';
import {
	asLink,
	asPositive,
	asReason,
	asRecord,
	asText,
	at,
	firstOf,
	type JsonRecord,
} from './values';

/* Reads the videos of a task: their links, sizes and states. */

const VIDEO_LIST_KEYS = ['data', 'videos', 'generations', 'output', 'resultUrls'];

/** Links without a watermark first: `video_raw` and `download_url` (docs/gateways.md#watermark-free-links). */
const VIDEO_LINKS = [
	'video_raw.url',
	'video_raw',
	'video.download_url',
	'download_url',
	'video',
	'video.url',
	'video_url',
	'videoUrl',
	'url',
];
/** `assets.image` is the still image that Luma's API adds to a video (docs/gateways.md#dream-machine-task). */
const THUMBNAIL_LINKS = [
	'thumbnail.url',
	'thumbnail',
	'thumbnail_url',
	'cover_url',
	'assets.image',
];
const LAST_FRAME_LINKS = ['last_frame.url', 'last_frame', 'last_frame_url'];
export const FAILURE_REASONS = [
	'failure_reason',
	'fail_reason',
	'error.raw_message',
	'error.message',
	'error_message',
	'errorMessage',
	'error',
	'message',
	'msg',
	'detail',
];

/** Bounds the work for hostile input. */
const MAX_VIDEOS = 100;

/** The entries of the task's list of videos, or the task itself if it has no list. */
export function readVideos(
	layers: JsonRecord[],
	ownState: TaskState | undefined,
	taskId: string | undefined,
): Video[] {
	const entries = layers
		.flatMap((layer) => VIDEO_LIST_KEYS.flatMap((key) => videoEntries(layer[key])))
		.slice(0, MAX_VIDEOS);
	const stillUrl = firstOf(
		layers.flatMap(({ output }) => (Array.isArray(output) ? output : [])).filter(isStill),
		['url'],
		asLink,
	);
	const isPicture = layers.some(makesPicture);
	return (entries.length > 0 ? entries : [layers]).map((entry) => {
		const video = toVideo(entry, ownState, taskId);
		return withFinalState(
			{ ...video, thumbnailUrl: video.thumbnailUrl ?? stillUrl ?? null },
			isPicture,
		);
	});
}

/** Luma Agents gives every output a type; outputs that are not videos (stills, EXR) are left out. */
function videoEntries(value: unknown): JsonRecord[][] {
	const list = Array.isArray(value) ? value : [value].filter(asLink);
	return list.slice(0, MAX_VIDEOS).flatMap((entry) => {
		if (asLink(entry)) return [[{ video_url: entry }]];
		const record = asRecord(entry);
		if (!record || !['video', undefined].includes(asText(record.type))) return [];
		return [layersOf(record)];
	});
}

function toVideo(
	layers: JsonRecord[],
	taskState: TaskState | undefined,
	taskId: string | undefined,
): Video {
	const links = VIDEO_LINKS.flatMap((path) =>
		layers
			.flatMap((layer) => asVideoLink(at(layer, path)) ?? [])
			.filter((link) => path !== 'url' || !isTaskAddress(link, taskId)),
	);
	const watermarkedVideoUrl = links.find(isWatermarked) ?? null;
	const videoUrl = links.find((link) => !isWatermarked(link)) ?? watermarkedVideoUrl;
	const state =
		joinStates(layers.flatMap((layer) => stateOf(layer) ?? [])) ??
		taskState ??
		(videoUrl ? 'completed' : 'queued');
	return {
		state,
		videoUrl,
		watermarkedVideoUrl,
		thumbnailUrl: firstOf(layers, THUMBNAIL_LINKS, asLink) ?? null,
		lastFrameUrl: firstOf(layers, LAST_FRAME_LINKS, asLink) ?? null,
		width: sizeOf(layers, 'width'),
		height: sizeOf(layers, 'height'),
		durationSeconds:
			firstOf(layers, ['video_raw.duration', 'video.duration', 'duration'], asPositive) ?? null,
		expiresAt: linkExpiry(videoUrl),
		failureReason: (state === 'failed' && firstOf(layers, FAILURE_REASONS, asReason)) || null,
	};
}

/**
 * A video that is completed but has no link yet counts as processing (docs/gateways.md#completed-without-a-link).
 * A task that makes a picture never has a video link; its thumbnail is the result.
 */
function withFinalState(video: Video, isPicture: boolean): Video {
	const result = video.videoUrl ?? (isPicture ? video.thumbnailUrl : null);
	return video.state === 'completed' && result === null ? { ...video, state: 'processing' } : video;
}

/** Leaves out links to pictures, which a plain `url` can be too. */
const asVideoLink = (value: unknown) => {
	const link = asLink(value);
	return link && !/\.(jpe?g|png|webp|gif)$/i.test(new URL(link).pathname) ? link : undefined;
};

/** A plain `url` can be the address for reading the task; a signed link never is. */
function isTaskAddress(link: string, taskId: string | undefined): boolean {
	const { pathname, search } = new URL(link);
	return search === '' && taskId !== undefined && pathname.endsWith(`/${taskId}`);
}

const isStill = (entry: unknown) => asRecord(entry)?.type === 'image';
const makesPicture = ({ generation_type, type }: JsonRecord) =>
	['image', 'image_edit', 'reframe_image'].includes(asText(generation_type ?? type) ?? '');
const sizeOf = (layers: JsonRecord[], side: 'width' | 'height') =>
	firstOf(
		layers,
		[`video_raw.${side}`, `video.${side}`, side, `video_${side}`, `thumbnail.${side}`],
		asPositive,
	) ?? null;
