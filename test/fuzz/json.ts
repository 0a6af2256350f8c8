import * as fc from 'fast-check';

import { BODIES } from '../fixtures';

/*
 * JSON as the worst gateway could send it. The names come from docs/gateways.md#tasks and are listed here
 * again: what the code reads must not decide what it is tested with.
 */

export const LINK =
	'https://cdn.example.com/a/v.mp4?X-Amz-Date=20260101T000000Z&X-Amz-Expires=3600';

/** The documented states (docs/gateways.md#states), and further words from the gateways' pages. */
export const STATE_WORDS = {
	queued: ['pending', 'queued', 'submitted', 'NOT_START', 'staged', 'waiting', 'IN_QUEUE'],
	processing: ['processing', 'dreaming', 'IN_PROGRESS', 'running', 'UNKNOWN', 'Processing'],
	completed: ['completed', 'SUCCESS', 'succeeded', 'COMPLETED', 'Success'],
	failed: ['failed', 'FAILURE', 'error', 'cancelled', 'Failed'],
} as const;

const IDS = ['id', 'task_id', 'taskId', 'generation_id', 'video_id', 'server_id', 'request_id'];
const STATES = ['state', 'status', 'task_status', 'internal_state', 'successFlag', 'success'];
const WRAPPERS = ['data', 'result', 'response', 'output', 'task', 'generation', 'artifact'];
const LISTS = ['generations', 'tasks', 'items', 'videos', 'resultUrls', 'list', 'results'];
const LINKS = [
	'video',
	'video_raw',
	'url',
	'download_url',
	'video_url',
	'videoUrl',
	'assets',
	'thumbnail',
	'last_frame',
	'image',
	'cover_url',
];
const WORDS = ['error', 'message', 'msg', 'detail', 'fail_reason', 'failure_reason', 'reason'];
const REST = [
	'code',
	'type',
	'generation_type',
	'prompt',
	'request',
	'created_at',
	'estimate_wait_seconds',
	'width',
	'duration',
	'failure_code',
	'progress',
	'__proto__',
	'constructor',
	'toString',
];

export const KNOWN_NAMES = [...IDS, ...STATES, ...WRAPPERS, ...LISTS, ...LINKS, ...WORDS, ...REST];

/** Numbers that JSON allows but JavaScript cannot represent. */
const NUMBERS = ['1e999', '-1e999', '7284619283746192837', '9'.repeat(400), '1'.repeat(30)];

/** Serializes a body, with those numbers in place of the strings that stand for them. */
export const onWire = (body: unknown) => JSON.stringify(body).replace(/"number (-?[\de]+)"/g, '$1');

/** Names that no document contains. */
export const unknownName = fc.stringMatching(/^[a-z]{1,8}$/).map((letters) => `x_${letters}_hint`);

export const anyLeaf: fc.Arbitrary<unknown> = fc.oneof(
	fc.constantFrom<unknown>(null, true, false, '', ' ', 0, -1, 1, 2, 1e21, -1e-7, [], {}),
	fc.constantFrom(...Object.values(STATE_WORDS).flat()),
	fc.constantFrom(
		LINK,
		'http://cdn.example.com/watermarked_v.mp4',
		'https://',
		'https://[',
		'//cdn.example.com/v.mp4',
		'file:///etc/passwd',
		'data:video/mp4;base64,AAAA',
		'javascript:alert(1)//https://x',
		' https://cdn.example.com/v.mp4 ',
		'https://cdn.example.com/v.mp4?se=soon&sig=1&Expires=99999999999',
		'https://cdn.example.com/%E0%A4%A.png',
		'0001-01-01T00:00:00Z',
		'2026-01-15T12:00:00Z',
		'{"id":"inner","state":"completed"}',
		'[{"id":1}]',
		'{"half',
		'5s',
		'NaN',
		'Bearer sk-3nTqW8vZx1LmR5cK',
		...NUMBERS.map((digits) => `number ${digits}`),
	),
	fc.string({ unit: 'binary', maxLength: 12 }),
	fc.double({ noNaN: true, noDefaultInfinity: true }),
	fc.integer(),
);

const anyName = fc.oneof(
	{ weight: 9, arbitrary: fc.constantFrom(...KNOWN_NAMES) },
	{ weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
);

/** Values under known names in any order and depth, also as JSON inside strings. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown; record: unknown }>(
	(tie) => ({
		value: fc.oneof(
			{ maxDepth: 6, depthSize: 'small', withCrossShrink: true },
			{ weight: 4, arbitrary: anyLeaf },
			{ weight: 4, arbitrary: tie('record') },
			{ weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
			{ weight: 1, arbitrary: tie('record').map((record) => JSON.stringify(record)) },
		),
		record: fc
			.array(fc.tuple(anyName, tie('value')), { maxLength: 6 })
			.map((entries): unknown => Object.fromEntries(entries)),
	}),
).value;

/** A change of a body at one place. */
export interface Mutation {
	kind: 'replace' | 'remove' | 'add' | 'wrap' | 'list' | 'text' | 'copy';
	/** Index of the value to change, in traversal order, modulo the number of values. */
	place: number;
	name: string;
	value: unknown;
}

export const anyMutation: fc.Arbitrary<Mutation> = fc.record({
	kind: fc.constantFrom<Mutation['kind']>(
		'replace',
		'remove',
		'add',
		'wrap',
		'list',
		'text',
		'copy',
	),
	place: fc.nat({ max: 10_000 }),
	name: anyName,
	value: anyLeaf,
});

/** A recorded answer with up to six changes. */
export const mutatedFixture: fc.Arbitrary<unknown> = fc
	.tuple(
		fc.constantFrom(...Object.keys(BODIES)),
		fc.array(anyMutation, { minLength: 1, maxLength: 6 }),
	)
	.map(([name, mutations]) => mutations.reduce(mutate, BODIES[name]));

function mutate(body: unknown, { kind, place, name, value }: Mutation): unknown {
	const target = place % countOf(body);
	let counter = 0;
	const walk = (node: unknown): unknown => {
		const isTarget = counter++ === target;
		if (isTarget && kind !== 'add' && kind !== 'copy') return changed(node);
		if (Array.isArray(node)) {
			const list = node.map(walk).filter((inner) => inner !== REMOVED);
			return isTarget ? [...list, kind === 'copy' ? list[0] : value] : list;
		}
		if (typeof node !== 'object' || node === null) return node;
		const entries = Object.entries(node)
			.map(([key, inner]): [string, unknown] => [key, walk(inner)])
			.filter(([, inner]) => inner !== REMOVED);
		if (isTarget) entries.push([name, kind === 'copy' ? entries[0]?.[1] : value]);
		return Object.fromEntries(entries);
	};
	const changed = (node: unknown): unknown => {
		if (kind === 'remove') return REMOVED;
		if (kind === 'wrap') return { [name]: node };
		if (kind === 'list') return [node, value];
		if (kind === 'text') return JSON.stringify(node);
		return value;
	};
	const result = walk(body);
	return result === REMOVED ? null : result;
}

const REMOVED = Symbol('removed');

function countOf(node: unknown): number {
	if (typeof node !== 'object' || node === null) return 1;
	return Object.values(node).reduce<number>((sum, inner) => sum + countOf(inner), 1);
}

/** JSON with the keys of every object in an order that depends on the seed. */
export function shuffled(value: unknown, seed: number): unknown {
	if (Array.isArray(value)) return value.map((inner) => shuffled(inner, seed));
	if (typeof value !== 'object' || value === null) return value;
	const weight = (key: string) =>
		[...key].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0) * seed) % 1_000_003, seed);
	return Object.fromEntries(
		Object.entries(value)
			.map(([key, inner]): [string, unknown] => [key, shuffled(inner, seed)])
			.sort(([a], [b]) => weight(a) - weight(b)),
	);
}

/** JSON with additional fields in every object. */
export function embellished(value: unknown, more: Record<string, unknown>): unknown {
	if (Array.isArray(value)) return value.map((inner) => embellished(inner, more));
	if (typeof value !== 'object' || value === null) return value;
	const known = Object.entries(value).map(([key, inner]) => [key, embellished(inner, more)]);
	return { ...more, ...(Object.fromEntries(known) as object) };
}
