/**
 * A fake network for the node: its names, a server on this machine, and nothing else. Requests that nothing
 * answers are recorded.
 */
const dns = require('node:dns');
const { createServer } = require('node:http');

const nock = require('nock');

/**
 * @typedef {object} Network
 * @property {Record<string, string[]>} names addresses by name; no other name resolves
 * @property {string[]} unanswered requests that nothing answered
 * @property {Array<{ url?: string }>} local requests that the server on this machine received
 * @property {import('node:http').RequestListener} answer handles its requests
 * @property {() => number} port
 * @property {<T>(act: () => Promise<T>) => Promise<T>} throughProxy runs something in an environment
 *   that sends all requests through that server
 */

/**
 * Resets the network before each test of a file.
 *
 * @returns {Network}
 */
function useNetwork() {
	const network = {
		names: {},
		unanswered: [],
		local: [],
		answer: (_, response) => response.end(),
		port: () => server.address().port,
		async throughProxy(act) {
			// nock would hide the connection.
			nock.restore();
			process.env.HTTP_PROXY = `http://127.0.0.1:${network.port()}`;
			return await act().finally(() => {
				delete process.env.HTTP_PROXY;
				nock.activate();
			});
		},
	};
	const server = createServer((request, response) => {
		network.local.push({ url: request.url });
		network.answer(request, response);
	});
	const onUnanswered = ({ options, path }) => network.unanswered.push(`${options?.host}${path}`);

	beforeAll((done) => void server.listen(0, '127.0.0.1', done));
	beforeEach(() => {
		Object.assign(network, { names: {}, unanswered: [], local: [] });
		nock.disableNetConnect();
		nock.emitter.on('no match', onUnanswered);
		jest.spyOn(dns.promises, 'lookup').mockImplementation(async (name) => {
			const found = network.names[name];
			if (!found) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
			return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
		});
	});
	afterEach(() => {
		nock.emitter.off('no match', onUnanswered);
		nock.cleanAll();
		nock.enableNetConnect();
		jest.restoreAllMocks();
	});
	afterAll((done) => {
		nock.restore();
		server.close(done);
	});
	return network;
}

module.exports = { useNetwork };
