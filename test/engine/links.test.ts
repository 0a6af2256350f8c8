import nock from 'nock';

import { useNetwork } from './network';
import { chain, download, hostFor, KEY } from './support';

jest.mock('../../nodes/Luma/waiting/clock', () => jest.requireActual('./fakeClock'));

const GATEWAY = 'https://api.cometapi.com';
const RELAY = 'https://relay.example.com';
const STORE = 'https://storage.cdn-luma.com';
const FILM = Buffer.from('a film');
const TYPE = { 'Content-Type': 'video/mp4' };
const CONTINUE = { onError: 'continueRegularOutput' };

const network = useNetwork();
beforeEach(() => {
	network.answer = (_, response) => response.writeHead(200, TYPE).end(FILM);
});
const here = (host = '127.0.0.1') => `http://${host}:${network.port()}/film.mp4`;
const expectNoRequests = () => expect([network.unanswered, network.local]).toEqual([[], []]);

/** Downloads the video of a task with this link. */
async function follow(url: string, baseUrl = GATEWAY) {
	const task = { id: 'the-task', state: 'completed', video: { url } };
	nock(baseUrl).get('/dream-machine/v1/generations/the-task').reply(200, task);
	const node = download({ taskId: 'the-task' }, CONTINUE);
	const run = await hostFor('cometApi', baseUrl).run(chain(node));
	const [{ json, binary }] = run.items('Download');
	return { json, file: binary && Buffer.from(binary.data.data, 'base64') };
}

const redirect = (to: string, from = STORE, path = '/film.mp4', status = 302) =>
	nock(from).get(path).reply(status, 'moved', { Location: to });

function expectRefused({ json, file }: Awaited<ReturnType<typeof follow>>, why: string) {
	expect(file).toBeUndefined();
	expect(json).toMatchObject({ code: 'badResponse', taskId: 'the-task', retryable: false });
	expect(json.error).toContain('The link from CometAPI was not followed');
	expect(json.error).toContain(why);
	expect(json.error).toContain('the-task');
}

describe('a link to the gateway’s store', () => {
	it('is followed without sending the key', async () => {
		const received: object[] = [];
		nock(STORE)
			.get('/film.mp4')
			.reply(function () {
				received.push(this.req.headers);
				return [200, FILM, TYPE];
			});
		expect((await follow(`${STORE}/film.mp4`)).file).toEqual(FILM);
		expect(JSON.stringify(received)).not.toContain(KEY);
	});

	it.each([301, 302, 303, 307, 308])(
		'is followed through redirects with status %i',
		async (status) => {
			redirect('/other/film.mp4?signed=1', STORE, '/film.mp4', status);
			redirect('https://bucket.example.com/film.mp4', STORE, '/other/film.mp4?signed=1');
			nock('https://bucket.example.com').get('/film.mp4').reply(200, FILM, TYPE);
			expect((await follow(`${STORE}/film.mp4`)).file).toEqual(FILM);
		},
	);

	it('may be plain http and redirect to https', async () => {
		redirect(`${STORE}/film.mp4`, 'http://cdn.example.com');
		nock(STORE).get('/film.mp4').reply(200, FILM, TYPE);
		expect((await follow('http://cdn.example.com/film.mp4')).file).toEqual(FILM);
	});

	it('is followed if n8n cannot resolve the name, since a proxy may know it', async () => {
		nock(STORE).get('/film.mp4').reply(200, FILM, TYPE);
		expect(network.names).toEqual({});
		expect((await follow(`${STORE}/film.mp4`)).file).toEqual(FILM);
	});
});

/** Links that no gateway on the internet has a reason to return. */
const HOSTILE: Array<[link: string, why: string]> = [
	['http://127.0.0.1:PORT/film.mp4', 'the machine that n8n runs on (127.0.0.1)'],
	['http://localhost:PORT/film.mp4', 'the machine that n8n runs on'],
	['http://x.localhost.:PORT/film.mp4', 'the machine that n8n runs on'],
	['http://2130706433:PORT/film.mp4', 'the machine that n8n runs on (127.0.0.1)'],
	['http://0x7f.1:PORT/film.mp4', 'the machine that n8n runs on (127.0.0.1)'],
	['http://0177.0.0.1:PORT/film.mp4', 'the machine that n8n runs on (127.0.0.1)'],
	['http://[::1]:PORT/film.mp4', 'the machine that n8n runs on'],
	['http://[::ffff:127.0.0.1]:PORT/film.mp4', 'the machine that n8n runs on'],
	['http://[64:ff9b::7f00:1]:PORT/film.mp4', 'the machine that n8n runs on'],
	['http://0.0.0.0:PORT/film.mp4', 'serves no files'],
	['http://10.0.0.5/film.mp4', 'a private network (10.0.0.5)'],
	['http://192.168.1.1/film.mp4', 'a private network'],
	['http://172.20.0.2:9000/film.mp4', 'a private network'],
	['http://100.64.0.1/film.mp4', 'a private network'],
	['http://[fd12::1]/film.mp4', 'a private network'],
	['http://minio:9000/film.mp4', 'a private network (minio)'],
	['http://files.corp.internal/film.mp4', 'a private network'],
	['http://nas.local/film.mp4', 'a private network'],
	['http://169.254.169.254/latest/meta-data/', 'serves no files'],
	['http://[fd00:ec2::254]/latest/meta-data/', 'serves no files'],
	['http://metadata.google.internal/computeMetadata/v1/', 'serves no files'],
	['http://metadata.google.internal./computeMetadata/v1/', 'serves no files'],
	['http://100.100.100.200/latest/meta-data/', 'serves no files'],
	['http://224.0.0.1/film.mp4', 'serves no files'],
	[['https://user:', 'secret@storage.cdn-luma.com/film.mp4'].join(''), 'a user name or a password'],
	['https://user@storage.cdn-luma.com/film.mp4', 'a user name or a password'],
];

describe('a download is refused, without a request to the target, for', () => {
	it.each(HOSTILE)('the link %s', async (link, why) => {
		const url = link.replace('PORT', String(network.port()));
		expectRefused(await follow(url), why);
		expectNoRequests();
	});

	it.each([...HOSTILE, ['file:///etc/passwd', 'file:'], ['data:video/mp4;base64,AA', 'data:']])(
		'a link that redirects to %s',
		async (link, why) => {
			redirect(link.replace('PORT', String(network.port())), 'http://cdn.example.com');
			expectRefused(await follow('http://cdn.example.com/film.mp4'), why);
			expectNoRequests();
		},
	);

	it.each(['file:///etc/passwd', 'data:video/mp4;base64,AA', 'ftp://x.example.com/a', '//x/y'])(
		'%s, which is not an http link',
		async (link) => {
			const { json } = await follow(link);
			expect(json).toMatchObject({ code: 'invalidInput', taskId: 'the-task' });
			expectNoRequests();
		},
	);

	it.each([
		'127.0.0.1',
		'10.1.2.3',
		'169.254.169.254',
		'::1',
		'100.100.100.200',
		'100.64.0.9',
		'198.18.3.7',
	])('a name that resolves to %s', async (address) => {
		const name = `${address.replace(/\W/g, '-')}.example.com`;
		network.names[name] = ['93.184.216.34', address];
		expectRefused(await follow(here(name)), `(${name}, ${address})`);
		expectNoRequests();
	});

	it('a name that has more addresses than n8n reports', async () => {
		network.names['two-addresses.example.com'] = ['198.18.0.1', '127.0.0.1'];
		expectRefused(
			await follow(here('two-addresses.example.com')),
			'(two-addresses.example.com, 198.18.0.1)',
		);
		expectNoRequests();
	});

	it('a redirect from https to http', async () => {
		redirect('http://cdn.example.com/film.mp4');
		expectRefused(await follow(`${STORE}/film.mp4`), 'without encryption, to cdn.example.com');
		expectNoRequests();
	});

	it('endless redirects', async () => {
		nock(STORE).persist().get('/film.mp4').reply(302, '', { Location: '/film.mp4' });
		expectRefused(await follow(`${STORE}/film.mp4`), 'redirects more than 5 times');
	});
});

it('a download works through a proxy in a private network', async () => {
	const url = 'http://cdn.example.com/film.mp4';
	const task = { id: 'the-task', state: 'completed', video: { url } };
	network.answer = (request, response) =>
		request.url === url
			? response.writeHead(200, TYPE).end(FILM)
			: response.end(JSON.stringify(task));
	const run = await network.throughProxy(
		async () =>
			await hostFor('cometApi', 'http://relay.example.com').run(
				chain(download({ taskId: 'the-task' })),
			),
	);
	expect(run.items('Download')[0].binary?.data.data).toBe(FILM.toString('base64'));
	expect(network.local.map((request) => request.url)).toContain(url);
});

describe('a gateway in a private network', () => {
	it.each([
		['http://127.0.0.1:7001', here],
		['http://localhost:7001', here],
		['http://127.0.0.1:7001', () => here('localhost')],
	])('at %s may link to the machine that n8n runs on', async (baseUrl, link) => {
		nock.enableNetConnect(/127\.0\.0\.1|localhost/);
		network.names.localhost = ['127.0.0.1'];
		expect((await follow(link(), baseUrl)).file).toEqual(FILM);
	});

	it.each([
		['http://10.0.0.5:3000', 'http://10.0.0.6:9000'],
		['http://10.0.0.5:3000', 'http://192.168.7.7:9000'],
		['http://new-api:3000', 'http://minio:9000'],
		['http://relay.corp.internal', 'http://10.0.0.6:9000'],
		['http://localhost:3000', 'http://10.0.0.6:9000'],
		['http://10.0.0.5:3000', STORE],
	])('at %s may link to %s', async (baseUrl, store) => {
		nock(store).get('/film.mp4').reply(200, FILM, TYPE);
		expect((await follow(`${store}/film.mp4`, baseUrl)).file).toEqual(FILM);
	});

	it('may link to names that resolve into that network', async () => {
		network.names.minio = ['172.20.0.2'];
		nock('http://minio:9000').get('/film.mp4').reply(200, FILM, TYPE);
		expect((await follow('http://minio:9000/film.mp4', 'http://new-api:3000')).file).toEqual(FILM);
	});

	it.each([
		['http://10.0.0.5:3000', 'http://127.0.0.1:PORT/film.mp4'],
		['http://10.0.0.5:3000', 'http://169.254.169.254/latest/meta-data/'],
		['http://127.0.0.1:7001', 'http://169.254.169.254/latest/meta-data/'],
		['http://127.0.0.1:7001', 'http://metadata.google.internal/'],
		[RELAY, 'http://10.0.0.5/film.mp4'],
	])('at %s may not link to %s', async (baseUrl, link) => {
		expectRefused(
			await follow(link.replace('PORT', String(network.port())), baseUrl),
			'it points to',
		);
		expectNoRequests();
	});

	it('may link to its own host, whatever its address', async () => {
		for (const baseUrl of ['http://169.254.10.1:3000', RELAY]) {
			network.names['relay.example.com'] = ['10.0.0.5'];
			nock(baseUrl).get('/film.mp4').reply(200, FILM, TYPE);
			expect((await follow(`${baseUrl}/film.mp4`, baseUrl)).file).toEqual(FILM);
		}
	});
});
