import { KEY } from './key';
import type { Fault } from './table';

/* Answers that print the key, which a relay does where it has used up its quota (docs/gateways.md#masked-keys). */

const base64 = (text: string) => Buffer.from(text).toString('base64');
const bare = KEY.slice(3);

/** How a text can give the key away. */
const PRINTED: Record<string, string> = {
	whole: KEY,
	'with `Bearer`': `Bearer ${KEY}`,
	'in a link': `https://relay.example.com/?key=${encodeURIComponent(KEY)}&x=1`,
	'in base64': base64(KEY),
	'in base64, as a header': base64(`Bearer ${KEY}`),
	'in base64, as a log-in': base64(`x:${KEY}`),
	'in base64 for links': Buffer.from(`key=${KEY}`).toString('base64url'),
	'in hex': Buffer.from(KEY).toString('hex'),
	'in large hex': Buffer.from(KEY).toString('hex').toUpperCase(),
	'without its prefix': bare,
	'its first eight characters': KEY.slice(0, 8),
	'its first half': KEY.slice(0, KEY.length / 2),
	'the first half of the rest': bare.slice(0, bare.length / 2),
	'its last eight characters': KEY.slice(-8),
	'its last half': KEY.slice(-KEY.length / 2),
	'both ends': `sk-${bare.slice(0, 3)}***${bare.slice(-3)}`,
	'both ends, long': `sk-${bare.slice(0, 6)}**********${bare.slice(-6)}`,
	'both ends, without prefix': `${bare.slice(0, 4)}****${bare.slice(-4)}`,
	'its start': `sk-${bare.slice(0, 4)}****`,
	'its end': `****${bare.slice(-4)}`,
};

const ALL = Object.values(PRINTED).join(' ; ');

export const keyFaults: Fault[] = [
	...Object.entries(PRINTED).map(
		([form, text]): Fault => ({
			name: `a refusal prints it: ${form}`,
			scenario: { status: 401, body: { error: { message: `无效的令牌 [${text}]`, code: text } } },
			submit: 'auth',
			read: 'auth',
		}),
	),
	{
		name: 'a refusal prints it in JSON in a text',
		scenario: {
			status: 401,
			body: { code: 'x', message: JSON.stringify({ detail: `Invalid token ${KEY}` }), data: null },
		},
		submit: 'auth',
		read: 'auth',
	},
	{
		name: 'a refusal in a few words prints it',
		scenario: { status: 401, body: `Invalid token: ${KEY}` },
		submit: 'auth',
		read: 'auth',
	},
	{
		name: 'a web page prints it',
		scenario: { status: 500, body: `<html><body>${ALL}</body></html>` },
		submit: 'gateway, maybe accepted',
		read: 'gateway, passing',
	},
	{
		name: 'a header prints it',
		scenario: { status: 401, body: { message: '无效的令牌' }, headers: { 'X-Key': KEY } },
		submit: 'auth',
		read: 'auth',
	},
	{
		name: 'a redirect prints it',
		scenario: { status: 302, redirect: `https://relay.example.com/?key=${KEY}` },
		submit: 'gateway',
		read: 'gateway',
	},
	{
		name: 'a task prints it, in all these forms',
		scenario: { prints: ALL },
		isInTask: true,
		submit: 'goes on',
		read: 'goes on',
	},
	{
		name: 'a task that is cut off prints it',
		scenario: { prints: ALL, cut: true },
		submit: 'badResponse, maybe accepted',
		read: 'badResponse, passing',
	},
];
