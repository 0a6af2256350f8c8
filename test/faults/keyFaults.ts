import { KEY } from './key';
import type { Fault } from './table';

/* Answers that contain the key, as relays send when its quota is used up (docs/gateways.md#masked-keys). */

const base64 = (text: string) => Buffer.from(text).toString('base64');
const bare = KEY.slice(3);

/** Ways in which a text can reveal the key. */
const PRINTED: Record<string, string> = {
	whole: KEY,
	'with `Bearer`': `Bearer ${KEY}`,
	'in a link': `https://relay.example.com/?key=${encodeURIComponent(KEY)}&x=1`,
	'in base64': base64(KEY),
	'in base64, as a header': base64(`Bearer ${KEY}`),
	'in base64, as Basic authentication': base64(`x:${KEY}`),
	'in URL-safe base64': Buffer.from(`key=${KEY}`).toString('base64url'),
	'in hex': Buffer.from(KEY).toString('hex'),
	'in upper-case hex': Buffer.from(KEY).toString('hex').toUpperCase(),
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
			name: `a refusal contains it: ${form}`,
			scenario: { status: 401, body: { error: { message: `无效的令牌 [${text}]`, code: text } } },
			submit: 'auth',
			read: 'auth',
		}),
	),
	{
		name: 'a refusal contains it in JSON inside a string',
		scenario: {
			status: 401,
			body: { code: 'x', message: JSON.stringify({ detail: `Invalid token ${KEY}` }), data: null },
		},
		submit: 'auth',
		read: 'auth',
	},
	{
		name: 'a plain-text refusal contains it',
		scenario: { status: 401, body: `Invalid token: ${KEY}` },
		submit: 'auth',
		read: 'auth',
	},
	{
		name: 'a web page contains it',
		scenario: { status: 500, body: `<html><body>${ALL}</body></html>` },
		submit: 'gateway, may be charged',
		read: 'gateway, retryable',
	},
	{
		name: 'a header contains it',
		scenario: { status: 401, body: { message: '无效的令牌' }, headers: { 'X-Key': KEY } },
		submit: 'auth',
		read: 'auth',
	},
	{
		name: 'a redirect contains it',
		scenario: { status: 302, redirect: `https://relay.example.com/?key=${KEY}` },
		submit: 'gateway',
		read: 'gateway',
	},
	{
		name: 'a task contains it, in all these forms',
		scenario: { prints: ALL },
		isInTask: true,
		submit: 'continues',
		read: 'continues',
	},
	{
		name: 'a truncated task contains it',
		scenario: { prints: ALL, cut: true },
		submit: 'badResponse, may be charged',
		read: 'badResponse, retryable',
	},
];
