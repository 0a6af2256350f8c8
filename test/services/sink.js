'use strict';

const { createServer } = require('node:http');

/** While a test blocks this process, n8n must not find its idle connection just closed. */
const KEEP_ALIVE_MS = 75_000;

/**
 * Receives what workflows send to it: it counts what really ran, whatever n8n reports.
 *
 * @returns {Promise<{ got: (name: string) => any[], arrivals: (name: string) => any[],
 *   node: (name: string, json?: string) => any, nodeByExecution: () => any,
 *   close: () => Promise<void> }>}
 */
async function startSink() {
	const received = [];
	const server = createServer((request, response) => {
		let text = '';
		request.on('data', (chunk) => (text += chunk));
		request.on('end', () => {
			const name = decodeURIComponent(request.url.slice(1));
			received.push({ name, body: JSON.parse(text), at: Date.now() });
			response.setHeader('content-type', 'application/json').end('{}');
		});
	});
	server.keepAliveTimeout = KEEP_ALIVE_MS;
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = `http://127.0.0.1:${server.address().port}`;
	return {
		/** The items received under a name, in order. */
		got: (name) => received.filter((one) => one.name === name).map(({ body }) => body),
		/** The same with the time of arrival: `{ body, at }`. */
		arrivals: (name) => received.filter((one) => one.name === name),
		/** A node that sends each item, or the result of an expression for each, to the sink. */
		node: (name, json) => nodeTo(`${address}/${encodeURIComponent(name)}`, json),
		/** The same, named by the ID of the execution that runs it. */
		nodeByExecution: () => nodeTo(`=${address}/{{ $execution.id }}`),
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

const nodeTo = (url, json = '$json') => ({
	name: 'Sink',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		method: 'POST',
		url,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: `={{ JSON.stringify(${json}) }}`,
		options: { batching: { batch: { batchSize: 1, batchInterval: 0 } } },
	},
});

module.exports = { startSink };
