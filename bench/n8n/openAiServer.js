'use strict';

const { createServer } = require('node:http');
const { Readable } = require('node:stream');
const { pipeline } = require('node:stream/promises');

const { generationsOf } = require('./gateway');

/** OpenAI's names for the relay's states. */
const STATES = { pending: 'queued', queued: 'queued', completed: 'completed', failed: 'failed' };

/**
 * OpenAI's video API on top of the emulator, so that n8n's own OpenAI node makes the same videos at the
 * same gateway as the other contenders: each of its requests becomes one to the relay.
 *
 * @param {object} emulator
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
async function startOpenAiServer(emulator) {
	const generations = generationsOf(emulator);
	/** The link of each video's file, from the last status request. */
	const links = new Map();

	async function forward({ headers }, address, body) {
		const { authorization } = headers;
		const answer = await fetch(address, {
			method: body ? 'POST' : 'GET',
			headers: { authorization, 'content-type': 'application/json' },
			body: body && JSON.stringify(body),
		});
		const task = await answer.json();
		if (task.video?.url) links.set(task.id, task.video.url);
		return { status: answer.ok ? 200 : answer.status, body: answer.ok ? videoOf(task) : task };
	}

	async function handle(request, response) {
		const [, id, rest] = /^\/videos(?:\/([^/]+)(\/content)?)?$/.exec(request.url) ?? [];
		if (rest) {
			const file = await fetch(links.get(id));
			response.writeHead(200, { 'content-type': file.headers.get('content-type') });
			return await pipeline(Readable.fromWeb(file.body), response);
		}
		const { status, body } = id
			? await forward(request, `${generations}/${id}`)
			: await forward(request, generations, { prompt: promptIn(await textOf(request)) });
		response.writeHead(status, { 'content-type': 'application/json' });
		response.end(JSON.stringify(body));
	}

	const server = createServer((request, response) => {
		handle(request, response).catch((error) => {
			if (!response.headersSent) response.writeHead(500);
			response.end(error.stack);
		});
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${server.address().port}`,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

const videoOf = ({ id, state }) => ({
	id,
	object: 'video',
	model: 'sora-2',
	status: STATES[state] ?? 'in_progress',
	progress: state === 'completed' ? 100 : 0,
});

async function textOf(request) {
	let text = '';
	for await (const chunk of request) text += chunk;
	return text;
}

/** From a multipart form. */
const promptIn = (form) => /name="prompt"\r\n(?:.+\r\n)*\r\n([^]*?)\r\n--/.exec(form)?.[1];

module.exports = { startOpenAiServer };
