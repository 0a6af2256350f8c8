'use strict';

const { createServer } = require('node:http');

/**
 * Where workflows send what they made: it counts what really ran, whatever n8n says of it.
 *
 * @returns {Promise<{ got: (name: string) => any[], node: (name: string) => any,
 *   nodeByExecution: () => any, close: () => Promise<void> }>}
 */
async function startSink() {
	const received = [];
	const server = createServer((request, response) => {
		let text = '';
		request.on('data', (chunk) => (text += chunk));
		request.on('end', () => {
			received.push({ name: decodeURIComponent(request.url.slice(1)), body: JSON.parse(text) });
			response.setHeader('content-type', 'application/json').end('{}');
		});
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = `http://127.0.0.1:${server.address().port}`;
	return {
		/** The items that came under a name, in order. */
		got: (name) => received.filter((one) => one.name === name).map(({ body }) => body),
		/** A node that sends its items there, one by one. */
		node: (name) => nodeTo(`${address}/${encodeURIComponent(name)}`),
		/** The same under the ID of whichever execution runs it. */
		nodeByExecution: () => nodeTo(`=${address}/{{ $execution.id }}`),
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

const nodeTo = (url) => ({
	name: 'Sink',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		method: 'POST',
		url,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: '={{ JSON.stringify($json) }}',
		options: { batching: { batch: { batchSize: 1, batchInterval: 0 } } },
	},
});

module.exports = { startSink };
