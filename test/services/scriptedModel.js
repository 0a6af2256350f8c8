'use strict';

/**
 * A local chat model that speaks OpenAI's protocol and follows a script: it calls the tools to generate
 * a video and to wait for it, and answers with the video's URL. It fills in the tools' arguments
 * according to their names, as a model does.
 */

const { createServer } = require('node:http');

/**
 * @returns {Promise<{ url: string, requests: any[], close: () => Promise<void> }>} `requests`: the
 *   bodies of n8n's requests
 */
async function startModel() {
	const requests = [];
	const server = createServer(async (request, response) => {
		const chunks = [];
		for await (const chunk of request) chunks.push(chunk);
		const isChat = request.url.endsWith('/chat/completions');
		const body = isChat ? JSON.parse(Buffer.concat(chunks)) : undefined;
		if (body) requests.push(body);
		response.setHeader('Content-Type', 'application/json');
		response.end(JSON.stringify(body ? completion(body) : { object: 'list', data: [] }));
	});
	await new Promise((resolve, reject) => {
		server.once('error', reject).listen(0, '127.0.0.1', resolve);
	});
	return {
		url: `http://127.0.0.1:${server.address().port}/v1`,
		requests,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

function completion({ model, messages, tools = [] }) {
	const message = { role: 'assistant', content: null, ...nextStep(messages, tools) };
	return {
		id: `chatcmpl-${messages.length}`,
		object: 'chat.completion',
		created: 0,
		model,
		choices: [{ index: 0, message, finish_reason: message.tool_calls ? 'tool_calls' : 'stop' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

/** Depends only on the tools' results, because a model has nothing else. */
function nextStep(messages, tools) {
	const results = messages
		.filter(({ role }) => role === 'tool')
		.map(({ content }) => textOf(content));
	const given = results.join('\n');
	const videoUrl = valueOf('videoUrl', given);
	if (videoUrl) return { content: `Your video: ${videoUrl}` };
	const taskId = valueOf('taskId', given);
	// Two calls are enough; after more, the answer contains what the tools returned.
	if (results.length > 1 || (results.length > 0 && !taskId)) return { content: given };
	const tool = tools.find(({ function: { name } }) => (taskId ? /wait/i : /generate/i).test(name));
	if (!tool) return { content: `There is no tool to ${taskId ? 'wait' : 'generate'} with` };
	const wish = textOf(messages.filter(({ role }) => role === 'user').at(-1)?.content);
	return { tool_calls: [call(tool.function, { taskId, wish }, results.length)] };
}

function call({ name, parameters = {} }, { taskId, wish }, index) {
	const names = Object.keys(parameters.properties ?? {});
	const values = names.map((property) => [property, /task/i.test(property) ? taskId : wish]);
	const written = JSON.stringify(Object.fromEntries(values));
	return { id: `call_${index}`, type: 'function', function: { name, arguments: written } };
}

const textOf = (content) =>
	typeof content === 'string' ? content : (content ?? []).map(({ text = '' }) => text).join('');

/** Finds a field in JSON, and in JSON inside a string. */
const valueOf = (field, text) =>
	new RegExp(`\\\\*"${field}\\\\*":\\s*\\\\*"([^"\\\\]+)`).exec(text)?.[1];

module.exports = { startModel };
