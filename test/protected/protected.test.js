'use strict';

const { KEY, openBench } = require('../n8n/support');
const { givePrompts } = require('../workflow');

const bench = openBench();

/** The gateway under a name that n8n's settings allow. */
const byName = (gateway) => bench.emulator.url(gateway).replace('127.0.0.1', 'localhost');
const goesOn = { onError: 'continueRegularOutput' };
const ADVICE = 'N8N_SSRF_ALLOWED_HOSTNAMES';

describe('an n8n that blocks internal addresses', () => {
	it('is told of where a submit is stopped, with the way out', async () => {
		const run = await bench.run([givePrompts('A tiger'), bench.generate('cometApi')]);

		expect(run.error.message).toContain('Your n8n blocks the address of CometAPI (127.0.0.1)');
		expect(run.error.description).toContain(ADVICE);
		expect(bench.emulator.requests).toEqual([]);
	});

	it('is told of at once by a wait, with the task ID', async () => {
		const run = await bench.run([
			bench.poll('cometApi', { taskId: 'the-task', timeout: 60 }, goesOn),
		]);

		expect(run.json('Wait')).toMatchObject([
			{ code: 'network', taskId: 'the-task', retryable: false },
		]);
		expect(run.json('Wait')[0].error).toContain('Your n8n blocks the address');
		expect(bench.emulator.requests).toEqual([]);
	});

	it('is told of where a file is stopped, with the task ID', async () => {
		const credential = await bench.store('cometApi', KEY, byName('cometApi'));
		const run = await bench.run([
			givePrompts('A tiger'),
			bench.generate(credential),
			bench.poll(credential),
			bench.luma('Download', credential, { operation: 'download' }),
		]);
		const [{ id }] = bench.emulator.accepted();

		// The emulator's links name the address, which is not allowed.
		expect(run.error.message).toContain('Your n8n blocks the address of the store of CometAPI');
		expect(run.error.message).toContain(id);
		expect(run.error.description).toContain(ADVICE);
		expect(bench.emulator.requestsTo('cdn')).toEqual([]);
	});

	it('gets the file of a store whose name its settings allow', async () => {
		const credential = await bench.store('cometApi', KEY, byName('cometApi'));
		const url = `${bench.emulator.cdnUrl.replace('127.0.0.1', 'localhost')}/film.mp4`;
		bench.emulator.always(
			{ status: 200, body: { id: 'the-task', state: 'completed', video: { url } } },
			{ gateway: 'cometApi', method: 'GET' },
		);
		const run = await bench.run([
			bench.luma('Download', credential, { operation: 'download', taskId: 'the-task' }, goesOn),
		]);

		// It is asked; the emulator has no such file.
		expect(run.json('Download')).toMatchObject([{ code: 'gateway', httpStatus: 404 }]);
		expect(bench.emulator.requestsTo('cdn')).toHaveLength(1);
	});

	it('says in the test of the credential that it blocks the address', async () => {
		const answer = await bench.n8n.rest('POST', '/rest/credentials/test', {
			credentials: {
				id: '',
				name: 'Luma',
				type: 'lumaApi',
				data: { gateway: 'cometApi', baseUrl: bench.emulator.url('cometApi'), apiKey: KEY },
			},
		});
		expect(answer).toMatchObject({ status: 'Error' });
		expect(answer.message).toContain('Your n8n blocks the address of CometAPI');
		expect(bench.emulator.requests).toEqual([]);
	});
});
