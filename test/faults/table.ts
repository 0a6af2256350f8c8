import type { Scenario } from '../emulator/scenarioFields';
import { keyFaults } from './keyFaults';
import type { Kind, Outcome } from './outcome';
import { redirectFaults } from './redirects';
import { refusals } from './refusals';

/** Where a fault happens. */
export interface Place {
	/** The gateway's address. */
	gateway: string;
	/** The address of another gateway: the same host, another port. */
	other: string;
	/** The address of the store. */
	store: string;
}

/** What happens, and how it has to come out for each kind of request that it can happen to. */
export interface Fault extends Partial<Record<Kind, Outcome>> {
	name: string;
	/** `refused`: nobody listens. */
	scenario: Scenario | 'refused' | ((place: Place) => Scenario);
	/** The answer prints the key where the user looks: with the output `raw`. */
	isInTask?: boolean;
	/** It asks for a pause that a read leaves to the user. */
	wantsPause?: boolean;
}

export interface Group {
	title: string;
	faults: Fault[];
}

/** A row with the same outcome for what the gateway is asked, whatever it is asked. */
const goesOn = { submit: 'goes on', read: 'goes on' } as const;

const connection: Fault[] = [
	{
		name: 'the connection is refused',
		scenario: 'refused',
		submit: 'network, passing',
		read: 'network, passing',
		file: 'network, passing',
	},
	{
		name: 'the connection breaks before the request is looked at',
		scenario: { drop: 'before' },
		submit: 'network, maybe accepted',
		read: 'network, passing',
		file: 'network, passing',
	},
	{
		name: 'the connection breaks after the request was worked on',
		scenario: { drop: 'after' },
		submit: 'network, maybe accepted',
		read: 'network, passing',
		file: 'network, passing',
	},
	{
		name: 'the connection is reset in the middle of the answer',
		scenario: { breakOff: true },
		submit: 'network, maybe accepted',
		read: 'network, passing',
		file: 'network, passing',
	},
	{ name: 'the answer is late', scenario: { delaySeconds: 0.02 }, ...goesOn, file: 'goes on' },
	{ name: 'the answer drips', scenario: { drip: 8 }, ...goesOn, file: 'goes on' },
	{
		name: 'no answer comes',
		scenario: { hang: true },
		submit: 'timeout, maybe accepted',
		read: 'timeout, passing',
		file: 'network, passing',
	},
	{
		name: 'the answer stops in its middle',
		scenario: { stall: true },
		submit: 'timeout, maybe accepted',
		read: 'timeout, passing',
		file: 'network, passing',
	},
	{
		name: 'the answer drips without end',
		scenario: { endless: true },
		submit: 'timeout, maybe accepted',
		read: 'timeout, passing',
	},
];

const LOST: Fault = {
	name: '',
	scenario: {},
	submit: 'badResponse, maybe accepted',
	read: 'badResponse, passing',
};

const answers: Fault[] = [
	{ ...LOST, name: 'JSON that is cut off', scenario: { cut: true } },
	{ ...LOST, name: 'an empty answer', scenario: { status: 200, body: '' } },
	{ ...LOST, name: 'HTTP 204', scenario: { status: 204 } },
	{ ...LOST, name: 'JSON without a task', scenario: { status: 200, body: { ok: true } } },
	{ ...LOST, name: '`null`', scenario: { status: 200, body: 'null' } },
	{ ...LOST, name: 'an empty list', scenario: { status: 200, body: [] } },
	{ ...LOST, name: 'a few words', scenario: { status: 200, body: 'pong' } },
	{ ...LOST, name: 'bytes in UTF-16', scenario: { charset: 'utf16le' } },
	{ name: 'UTF-8 with a mark in front', scenario: { charset: 'utf8-bom' }, ...goesOn },
	{
		name: 'the wrong charset in the header',
		scenario: { headers: { 'Content-Type': 'application/json; charset=gbk' } },
		...goesOn,
	},
	{
		name: 'JSON that says it is a web page',
		scenario: { headers: { 'Content-Type': 'text/html' } },
		...goesOn,
	},
	{
		name: 'JSON that says it is a file',
		scenario: { headers: { 'Content-Type': 'application/octet-stream' } },
		...goesOn,
	},
	{ name: 'the answer twice in one', scenario: { doubled: 'answer' }, ...goesOn },
	{ name: 'an answer of 2 MB', scenario: { oversized: 2 }, ...goesOn },
	// A page with a success status is a console's or a log-in, so a wrong address (docs/gateways.md#cometapi-errors).
	{ name: 'a web page', scenario: { html: true }, submit: 'badResponse', read: 'badResponse' },
	{
		name: 'a web page where a file should be',
		scenario: { html: true },
		file: 'gateway, passing',
	},
	{
		name: 'an expired link',
		scenario: { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' },
		file: 'gateway, passing',
	},
	{ name: 'a link to nothing', scenario: { status: 404 }, file: 'gateway, passing' },
	{ name: 'a store that is down', scenario: { status: 503 }, file: 'gateway, passing' },
	{
		name: 'JSON where a file should be',
		scenario: { status: 200, body: { error: 'expired' } },
		file: 'gateway, passing',
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
	{ name: "the gateway's clock is years ahead", scenario: { skewSeconds: YEARS }, ...goesOn },
	{ name: "the gateway's clock is years behind", scenario: { skewSeconds: -YEARS }, ...goesOn },
	...Object.entries({
		'a second': '1',
		'an hour': HOUR,
		'years, as a date': YEAR_2100,
		'nothing, as a date that is over': 'Sat, 01 Jan 2000 00:00:00 GMT',
		'what is no time': 'soon',
		'less than nothing': '-30',
		'more seconds than there are': '9'.repeat(400),
	}).map(
		([pause, retryAfter]): Fault => ({
			name: `too many requests; to wait for ${pause}`,
			scenario: tooMany(retryAfter),
			submit: 'rateLimit, passing',
			read: 'rateLimit, passing',
			wantsPause: LONG.includes(retryAfter),
		}),
	),
];

const tasks: Fault[] = [
	{
		name: 'the state goes back to what it was',
		scenario: { behindSeconds: 5 },
		read: 'goes on',
	},
	{ name: 'the task vanishes', scenario: { behindSeconds: 86_400 }, read: 'taskNotFound' },
	{ name: 'the ID comes as a number', scenario: { numericIds: true }, ...goesOn },
];

/** Every fault, and how it has to come out. The only list of them: tests and docs/faults.md. */
export const TABLE: Group[] = [
	{ title: 'The connection', faults: connection },
	{ title: 'Answers that make no sense', faults: answers },
	{ title: 'Clocks and pauses', faults: clocks },
	{ title: 'Tasks', faults: tasks },
	{ title: 'Refusals, in every shape', faults: refusals },
	{ title: 'Redirects', faults: redirectFaults },
	{ title: 'Answers that print the key', faults: keyFaults },
];
