/**
 * The network around the node: what names lead to, a server on this machine, and nothing else.
 * What nobody answers is noted.
 */
const dns = require('node:dns');
const { createServer } = require('node:http');

const nock = require('nock');

/**
 * @typedef {object} Network
 * @property {Record<string, string[]>} names addresses by name; n8n knows no others
 * @property {string[]} astray requests that went nowhere
 * @property {Array<{ url?: string }>} local requests that the server on this machine got
 * @property {import('node:http').RequestListener} answer what it answers
 * @property {() => number} port
 * @property {<T>(act: () => Promise<T>) => Promise<T>} throughProxy does something in an environment
 *   where all requests go by that server
 */

/**
 * An empty one for each test of a file.
 *
 * @returns {Network}
 */
function useNetwork() {
	const network = {
		names: {},
		astray: [],
		local: [],
		answer: (_, response) => response.end(),
		port: () => server.address().port,
		async throughProxy(act) {
			// It would hide the connection.
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
	const onStray = ({ options, path }) => network.astray.push(`${options?.host}${path}`);

	beforeAll((done) => void server.listen(0, '127.0.0.1', done));
	beforeEach(() => {
		Object.assign(network, { names: {}, astray: [], local: [] });
		nock.disableNetConnect();
		nock.emitter.on('no match', onStray);
		jest.spyOn(dns.promises, 'lookup').mockImplementation(async (name) => {
			const found = network.names[name];
			if (!found) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
			return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
		});
	});
	afterEach(() => {
		nock.emitter.off('no match', onStray);
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
