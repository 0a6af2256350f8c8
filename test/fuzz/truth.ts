import * as fc from 'fast-check';

import type { TaskState } from '../../nodes/Luma/task/task';
import { anyLeaf, embellished, LINK, shuffled, STATE_WORDS, unknownName } from './json';

/*
 * Answers generated from a known state (docs/gateways.md#envelopes-and-ids): the task's state and whether it
 * has a link are chosen first, and then written in a dialect, inside an envelope, with noise.
 */

export const ID = '9d4b7516-77e5-481a-b015-48313946f33b';

export interface Truth {
	state: TaskState;
	/** The gateway's word for the state. */
	word: string;
	link: string | null;
}

const STATES = Object.keys(STATE_WORDS) as Array<keyof typeof STATE_WORDS>;

export const anyTruth: fc.Arbitrary<Truth> = fc.constantFrom(...STATES).chain((state) =>
	fc.record({
		state: fc.constant(state),
		word: fc.constantFrom<string>(...STATE_WORDS[state]),
		link: fc.constantFrom(null, LINK),
	}),
);

export const unfinished = anyTruth.filter(
	({ state, link }) =>
		state === 'queued' || state === 'processing' || (state === 'completed' && link === null),
);

/** The state that the node must report: completed without a link is not finished. */
export const expectedState = ({ state, link }: Truth): TaskState =>
	state === 'completed' && link === null ? 'processing' : state;

type Body = Record<string, unknown>;
export type Dialect = (truth: Truth) => Body;

const web = ({ word, link }: Truth): Body => ({
	id: ID,
	prompt: '',
	state: word,
	queue_state: null,
	created_at: '2024-12-22T13:38:40.139409Z',
	batch_id: '',
	video: link && { url: link, width: 1168, height: 864, download_url: link },
	video_raw: link && { url: link, width: 1168, height: 864 },
	liked: null,
	estimate_wait_seconds: null,
	thumbnail: null,
	last_frame: null,
});

const outcome = ({ state }: Truth) => (state === 'failed' ? 'Frame moderation failed' : null);

/** How each dialect represents a task. */
export const DIALECTS: Record<string, Dialect> = {
	official: (truth) => ({
		id: ID,
		generation_type: 'video',
		state: truth.word,
		failure_reason: outcome(truth),
		created_at: '2026-01-15T12:00:00Z',
		assets: truth.link && { video: truth.link },
		model: 'ray-2',
		request: { prompt: 'a tiger', generation_type: 'video' },
	}),
	agents: (truth) => ({
		id: ID,
		type: 'video',
		state: truth.word,
		model: 'ray-3.2',
		created_at: '2026-01-15T12:00:00Z',
		output: truth.link ? [{ type: 'video', url: truth.link }] : [],
		failure_reason: outcome(truth),
		failure_code: null,
	}),
	web,
	artifact: (truth) => ({
		...web(truth),
		request: { prompt: 'a tiger', aspect_ratio: '16:9' },
		artifact: truth.link && {
			video: { url: truth.link },
			video_raw: { url: truth.link, duration: 5.041667 },
			created_at: '0001-01-01T00:00:00Z',
		},
	}),
	openAiHk: (truth) => ({
		task_id: ID,
		status: truth.word,
		data: [1, 2].map((number) => ({
			id: `${ID}-${number}`,
			state: truth.word,
			artifact: truth.link && { artifact_type: 'video', video_raw: { url: truth.link } },
		})),
	}),
	acedata: (truth) => ({
		success: true,
		task_id: ID,
		video_id: 'c9c5c2a0-6d5c-4d2b-8f1b-1d0a3a1f4a11',
		state: truth.word,
		video_url: truth.link,
		video_width: 1168,
		video_height: 864,
	}),
	piapi: (truth) => ({
		code: 200,
		data: {
			task_id: ID,
			model: 'luma',
			status: truth.word,
			input: { prompt: 'a tiger' },
			output: {
				video: { url: truth.link ?? '', width: 0, height: 0 },
				video_raw: truth.link && { url: truth.link, width: 1168, height: 864 },
			},
			error: { code: 0, raw_message: outcome(truth) ?? '', message: outcome(truth) ?? '' },
		},
		message: 'success',
	}),
};

/** A relay's row around a generation (docs/gateways.md#task-rows); its own ID is a number. */
export const relayRow = (word: string, data: unknown): Body => ({
	id: 13917,
	created_at: '2024-07-01T07:35:13.568Z',
	task_id: ID,
	platform: 'luma_free',
	action: 'LUMA_VIDEO',
	status: word,
	fail_reason: '',
	submit_time: 1719819313,
	finish_time: 0,
	data,
});

/** What relays wrap around an answer; the second group wraps a whole row. */
export const ENVELOPES: Record<string, (body: unknown) => unknown> = {
	none: (body) => body,
	success: (data) => ({ code: 'success', message: '', data }),
	ok: (data) => ({ code: 200, msg: 'success', data }),
	zero: (data) => ({ code: 0, message: 'ok', data }),
	list: (body) => [body],
	wrappedList: (body) => ({ code: 'success', message: '', data: [body] }),
	text: (body) => ({ code: 'success', data: JSON.stringify(body) }),
	wholeText: (body) => JSON.stringify(body),
};

const SECOND_DOCUMENT = '{"detail":{"code":1,"reason":"unexpected end of JSON input"}}';

/** Transformations of the serialized answer that do not change its meaning. */
const WIRES: Array<(text: string) => string> = [
	(text) => text,
	(text) => `\n ${text}\r\n`,
	// Only whole documents are followed by this (docs/gateways.md#doubled-json), not bare strings.
	(text) => (text.startsWith('"') ? text : text + SECOND_DOCUMENT),
];

export const anyDialect = fc.constantFrom(...Object.keys(DIALECTS));
export const anyEnvelope = fc.constantFrom(...Object.keys(ENVELOPES));
export const anyWire = fc.constantFrom(...WIRES);

/** Changes that do not concern the task: undocumented fields, and keys in a different order. */
export const anyNoise: fc.Arbitrary<(body: unknown) => unknown> = fc
	.record({
		seed: fc.nat({ max: 1_000_000 }),
		more: fc.dictionary(
			unknownName,
			fc.oneof(
				anyLeaf,
				fc.dictionary(unknownName, anyLeaf, { maxKeys: 2 }),
				fc.constant([{ id: 'other', state: 'completed', url: LINK }]),
			),
			{ maxKeys: 4 },
		),
	})
	.map(
		({ seed, more }) =>
			(body: unknown) =>
				shuffled(embellished(body, more), seed),
	);
