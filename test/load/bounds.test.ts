import { readCallback } from '../../nodes/LumaTrigger/triggerCallback';
import { formatTask } from '../../nodes/Luma/task/formatTask';
import { fetchTask, fetchTasks } from '../../nodes/Luma/transport/fetchTasks';
import { submitTask } from '../../nodes/Luma/transport/submitTask';
import { findMessage } from '../../nodes/Luma/task/findMessage';
import { LumaFailure } from '../../nodes/Luma/task/failure';
import { cpuMs } from '../cpu';
import { answerOf, BEARER, gatewayOf } from '../unit/answer';
import { clientOf } from '../unit/fakeClient';
import { LINK } from '../fuzz/json';
import { heapUsed, report } from './machine';
import { DIALECTS, ID } from '../fuzz/truth';

/*
 * Bodies that are very deep or very large. The limits are many times what reading them takes, so slow
 * machines pass, and count CPU time, so busy ones do; quadratic time would exceed them by minutes.
 */

const rixApi = gatewayOf('rixApi');
const MEGABYTE = 1_000_000;
const done = DIALECTS.artifact({ state: 'completed', word: 'completed', link: LINK });

const deep = (levels: number, open: string, close: string, inside = 'null') =>
	open.repeat(levels) + inside + close.repeat(levels);

/** A record that contains itself as JSON text, nested this deep: each level is parsed again. */
const textInText = (levels: number) => {
	let text = JSON.stringify(done);
	for (let level = 0; level < levels; level++) text = JSON.stringify({ id: ID, data: text });
	return text;
};

const BODIES: Record<string, () => string> = {
	'100,000 nested lists': () => deep(100_000, '[', ']'),
	'100,000 nested records': () => deep(100_000, '{"data":', '}'),
	'100,000 nested records around a task': () =>
		deep(100_000, '{"data":', '}', JSON.stringify(done)),
	'a task beside 100,000 nested records': () =>
		JSON.stringify(done).replace('{', `{"x":${deep(100_000, '{"a":', '}')},`),
	'1,000,000 lists that are never closed': () => '['.repeat(MEGABYTE),
	'1,000,000 records that are never closed': () => '{"a":'.repeat(MEGABYTE),
	'all wrapper names on every level': () => {
		const names = ['data', 'result', 'response', 'output', 'task', 'artifact'];
		const level = (depth: number): unknown =>
			depth === 0 ? done : Object.fromEntries(names.map((name) => [name, level(depth - 1)]));
		return JSON.stringify(level(4));
	},
	'JSON inside JSON strings, twelve levels deep': () => textInText(12),
	'a field of 10 MB': () => JSON.stringify({ ...done, x: 'a'.repeat(10 * MEGABYTE) }),
	'a reason of 10 MB': () =>
		JSON.stringify({ id: ID, state: 'failed', failure_reason: 'no '.repeat(3 * MEGABYTE) }),
	'an error of 10 MB': () => JSON.stringify({ error: { message: 'no '.repeat(3 * MEGABYTE) } }),
	'100,000 fields': () =>
		JSON.stringify({
			...done,
			...Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`x${index}`, index])),
		}),
	'500,000 empty records as videos': () =>
		JSON.stringify({ id: ID, data: Array(MEGABYTE / 2).fill({}) }),
	'500,000 empty records as tasks': () => JSON.stringify(Array(MEGABYTE / 2).fill({})),
	'500,000 links as videos': () =>
		JSON.stringify({ id: ID, data: Array(MEGABYTE / 2).fill('https://a.example.com/v') }),
	'all wrapper names on every level, 2 MB': () => {
		const names = ['data', 'result', 'response', 'output', 'task', 'artifact', 'generation'];
		const level = (depth: number): unknown =>
			depth === 0 ? {} : Object.fromEntries(names.map((name) => [name, level(depth - 1)]));
		return JSON.stringify({ ...(level(6) as object), id: ID });
	},
	'a long number followed by a million unclosed quotes': () =>
		JSON.stringify({ id: ID, data: `[${'1'.repeat(20)},"${'\\"'.repeat(MEGABYTE / 2)}` }),
	'a list of 50,000 numbers and a task': () =>
		JSON.stringify([...Array.from({ length: 50_000 }, (_, index) => index), done]),
	'5,000 tasks': () => JSON.stringify(Array.from({ length: 5_000 }, () => done)),
	'a task of 5,000 videos': () =>
		JSON.stringify({ task_id: ID, status: 'completed', data: Array(5_000).fill(done) }),
	'1.5 MB of text like masked keys': () =>
		JSON.stringify({ ...done, x: `** ${'sk-'.repeat(MEGABYTE / 2)}` }),
	'text like masked keys that are none': () => `** ${'sk-a*'.repeat(MEGABYTE / 2)}`,
	'the key, 100,000 times': () => JSON.stringify({ ...done, x: `${BEARER} `.repeat(100_000) }),
	'10 MB of white space': () => ' '.repeat(10 * MEGABYTE),
	'10 MB of white space inside a record': () => `{${' '.repeat(10 * MEGABYTE)}"id":"${ID}"`,
	'10 MB of text that is not JSON': () => 'a b '.repeat(2.5 * MEGABYTE),
	'a web page of 10 MB': () => `<html>${'<p>'.repeat(3 * MEGABYTE)}`,
	'10 MB of commas': () => `[${',1'.repeat(5 * MEGABYTE)}`,
	'a task that is truncated after 5 MB': () =>
		JSON.stringify({ ...done, x: Array(MEGABYTE).fill('abc') }).slice(0, 5 * MEGABYTE),
	'10 MB of digits': () => `{"id":"${ID}","width":"${'1'.repeat(10 * MEGABYTE)}x"}`,
	'10 MB of words that start like refusals': () =>
		JSON.stringify({ message: 'insufficient invalid key '.repeat(400_000) }),
};

const MAX_MS = 8_000;
const MAX_BYTES = 600 * MEGABYTE;

describe.each(Object.keys(BODIES))('%s', (name) => {
	it('is read or refused in bounded time and memory', async () => {
		const text = BODIES[name]();
		const heapBefore = heapUsed();
		const cpuBefore = cpuMs();
		for (const status of [200, 500]) {
			const answer = answerOf(status, text);
			const client = clientOf(rixApi, () => answer);
			for (const read of [
				async () => await submitTask(client, { method: 'POST', path: '/luma/generations' }),
				async () => await fetchTask(client, ID),
			]) {
				try {
					const { task, body } = await read();
					for (const output of ['simplified', 'raw'] as const) {
						formatTask(task, body, { output, fields: [], gateway: 'rixApi' });
					}
				} catch (failure) {
					expect(failure).toBeInstanceOf(LumaFailure);
					expect((failure as LumaFailure).message.length).toBeLessThan(1_500);
				}
			}
			await fetchTasks(client, [ID, 'other'], true);
			findMessage(answer.body);
			readCallback(answer.body);
		}
		const took = Math.round(cpuMs() - cpuBefore);
		const grew = Math.round((heapUsed() - heapBefore) / MEGABYTE);
		report(`${name}: ${text.length} characters in ${took} ms of CPU, ${grew} MB`);
		expect(took).toBeLessThan(MAX_MS);
		expect(grew * MEGABYTE).toBeLessThan(MAX_BYTES);
	});
});
