import './speedRange';
import nock from 'nock';

import { useNetwork } from './network';
import { chain, download, hostFor } from './support';

const GATEWAY = 'https://api.cometapi.com';
const STORE = 'http://storage.cdn-luma.com';
const FILM = Buffer.from('a film');

const network = useNetwork();

async function follow(url: string) {
	const task = { id: 'the-task', state: 'completed', video: { url } };
	nock(GATEWAY).get('/dream-machine/v1/generations/the-task').reply(200, task);
	return await hostFor('cometApi', GATEWAY).run(chain(download({ taskId: 'the-task' })));
}

describe('a download in a network that resolves names into the benchmarking range', () => {
	it('works if n8n allows that range', async () => {
		network.names['storage.cdn-luma.com'] = ['198.18.3.7'];
		nock(STORE).get('/film.mp4').reply(200, FILM, { 'Content-Type': 'video/mp4' });
		const run = await follow(`${STORE}/film.mp4`);
		expect(run.items('Download')[0].binary?.data.data).toBe(FILM.toString('base64'));
	});

	it('is refused for a name that also has a forbidden address', async () => {
		network.names['two-addresses.example.com'] = ['198.18.3.7', '127.0.0.1'];
		const run = await follow(`http://two-addresses.example.com:${network.port()}/film.mp4`);
		expect(run.error?.message).toContain('(two-addresses.example.com, 127.0.0.1)');
		expect(network.local).toEqual([]);
	});
});
