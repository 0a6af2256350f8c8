import type { Scenario } from '../emulator/scenarioFields';
import { keyFaults } from './keyFaults';
import type { Kind, Outcome } from './outcome';
import { redirectFaults } from './redirects';
import { refusals } from './refusals';

/** Addresses that a fault can refer to. */
export interface Place {
	/** The base URL of the gateway. */
	gateway: string;
	/** The base URL of another gateway: same host, different port. */
	other: string;
	/** The base URL of the storage. */
	store: string;
}

/** A fault, and its expected outcome for each kind of request that it can affect. */
export interface Fault extends Partial<Record<Kind, Outcome>> {
	name: string;
	/** `refused`: the server is down. */
	scenario: Scenario | 'refused' | ((place: Place) => Scenario);
	/** The answer contains the key in a place that the output `raw` shows. */
	isInTask?: boolean;
	/** Its Retry-After is too long for a read, which leaves it to the user. */
	hasLongPause?: boolean;
}

export interface Group {
	title: string;
	faults: Fault[];
}

/** The outcome of faults that do not matter to requests to the gateway. */
const continues = { submit: 'continues', read: 'continues' } as const;

const connection: Fault[] = [
	{
		name: 'the connection is refused',
		scenario: 'refused',
		submit: 'network, retryable',
		read: 'network, retryable',
		file: 'network, retryable',
	},
	{
		name: 'the connection breaks before the request is processed',
		scenario: { drop: 'before' },
		submit: 'network, may be charged',
		read: 'network, retryable',
		file: 'network, retryable',
	},
	{
		name: 'the connection breaks after the request was processed',
		scenario: { drop: 'after' },
		submit: 'network, may be charged',
		read: 'network, retryable',
		file: 'network, retryable',
	},
	{
		name: 'the connection is reset in the middle of the answer',
		scenario: { breakOff: true },
		submit: 'network, may be charged',
		read: 'network, retryable',
		file: 'network, retryable',
	},
	{ name: 'the answer is late', scenario: { delaySeconds: 0.02 }, ...continues, file: 'continues' },
	{
		name: 'the answer arrives in small pieces',
		scenario: { drip: 8 },
		...continues,
		file: 'continues',
	},
	{
		name: 'no answer arrives',
		scenario: { hang: true },
		submit: 'timeout, may be charged',
		read: 'timeout, retryable',
		file: 'network, retryable',
	},
	{
		name: 'the answer stops halfway',
		scenario: { stall: true },
		submit: 'timeout, may be charged',
		read: 'timeout, retryable',
		file: 'network, retryable',
	},
	{
		name: 'the answer never ends',
		scenario: { endless: true },
		submit: 'timeout, may be charged',
		read: 'timeout, retryable',
	},
];

const LOST: Fault = {
	name: '',
	scenario: {},
	submit: 'badResponse, may be charged',
	read: 'badResponse, retryable',
};

const answers: Fault[] = [
	{ ...LOST, name: 'truncated JSON', scenario: { cut: true } },
	{ ...LOST, name: 'an empty answer', scenario: { status: 200, body: '' } },
	{ ...LOST, name: 'HTTP 204', scenario: { status: 204 } },
	{ ...LOST, name: 'JSON without a task', scenario: { status: 200, body: { ok: true } } },
	{ ...LOST, name: '`null`', scenario: { status: 200, body: 'null' } },
	{ ...LOST, name: 'an empty list', scenario: { status: 200, body: [] } },
	{ ...LOST, name: 'plain text', scenario: { status: 200, body: 'pong' } },
	{ ...LOST, name: 'UTF-16', scenario: { charset: 'utf16le' } },
	{ name: 'UTF-8 with a byte order mark', scenario: { charset: 'utf8-bom' }, ...continues },
	{
		name: 'the wrong charset in the header',
		scenario: { headers: { 'Content-Type': 'application/json; charset=gbk' } },
		...continues,
	},
	{
		name: 'JSON with the content type of a web page',
		scenario: { headers: { 'Content-Type': 'text/html' } },
		...continues,
	},
	{
		name: 'JSON with the content type of a file',
		scenario: { headers: { 'Content-Type': 'application/octet-stream' } },
		...continues,
	},
	{ name: 'the same JSON document twice', scenario: { doubled: 'answer' }, ...continues },
	{ name: 'an answer of 2 MB', scenario: { oversized: 2 }, ...continues },
	// A page with a success status is a web console or a login page, so the address is wrong (docs/gateways.md#cometapi-errors).
	{ name: 'a web page', scenario: { html: true }, submit: 'badResponse', read: 'badResponse' },
	{
		name: 'a web page instead of a file',
		scenario: { html: true },
		file: 'gateway, retryable',
	},
	{
		name: 'an expired link',
		scenario: { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' },
		file: 'gateway, retryable',
	},
	{ name: 'a link to a missing file', scenario: { status: 404 }, file: 'gateway, retryable' },
	{ name: 'the storage is down', scenario: { status: 503 }, file: 'gateway, retryable' },
	{
		name: 'JSON instead of a file',
		scenario: { status: 200, body: { error: 'expired' } },
		file: 'gateway, retryable',
	},
];

const YEARS = 10 * 365 * 86_400;
const tooMany = (retryAfter: string) => ({
	status: 429,
	headers: { 'Retry-After': retryAfter },
});

const [HOUR, YEAR_2100] = ['3600', 'Fri, 01 Jan 2100 00:00:00 GMT'];
const LONG = [HOUR, YEAR_2100];

const clocks: Fault[] = [
	{ name: "the gateway's clock is years ahead", scenario: { skewSeconds: YEARS }, ...continues },
	{ name: "the gateway's clock is years behind", scenario: { skewSeconds: -YEARS }, ...continues },
	...Object.entries({
		'1 second': '1',
		'1 hour': HOUR,
		'years (a date)': YEAR_2100,
		'none (a date in the past)': 'Sat, 01 Jan 2000 00:00:00 GMT',
		'not a time': 'soon',
		negative: '-30',
		'an overflowing number': '9'.repeat(400),
	}).map(
		([pause, retryAfter]): Fault => ({
			name: `too many requests, Retry-After: ${pause}`,
			scenario: tooMany(retryAfter),
			submit: 'rateLimit, retryable',
			read: 'rateLimit, retryable',
			hasLongPause: LONG.includes(retryAfter),
		}),
	),
];

const tasks: Fault[] = [
	{
		name: 'the state goes backwards',
		scenario: { behindSeconds: 5 },
		read: 'continues',
	},
	{ name: 'the task vanishes', scenario: { behindSeconds: 86_400 }, read: 'taskNotFound' },
	{ name: 'the ID is a number', scenario: { numericIds: true }, ...continues },
];

/** Every fault with its expected outcomes: the single source of the tests and of docs/generated/faults.md. */
export const TABLE: Group[] = [
	{ title: 'The connection', faults: connection },
	{ title: 'Invalid answers', faults: answers },
	{ title: 'Clocks and Retry-After', faults: clocks },
	{ title: 'Tasks', faults: tasks },
	{ title: 'Refusals in every known shape', faults: refusals },
	{ title: 'Redirects', faults: redirectFaults },
	{ title: 'Answers that contain the key', faults: keyFaults },
];
