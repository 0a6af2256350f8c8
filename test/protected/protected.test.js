'use strict';

const { KEY, openTestbed } = require('../n8n/support');
const { givePrompts } = require('../workflow');

const testbed = openTestbed();

/** The gateway's URL with a host name that n8n's settings allow. */
const byName = (gateway) => testbed.emulator.url(gateway).replace('127.0.0.1', 'localhost');
const continueOnFail = { onError: 'continueRegularOutput' };
const ADVICE = 'N8N_SSRF_ALLOWED_HOSTNAMES';

describe('an n8n that blocks internal addresses', () => {
	it('stops a submit, and the message names the setting that allows it', async () => {
		const run = await testbed.run([givePrompts('A tiger'), testbed.generate('cometApi')]);

		expect(run.error.message).toContain('Your n8n blocks the address of CometAPI (127.0.0.1)');
		expect(run.error.description).toContain(ADVICE);
		expect(testbed.emulator.requests).toEqual([]);
	});

	it('fails a wait at once, with the task ID', async () => {
		const run = await testbed.run([
			testbed.poll('cometApi', { taskId: 'the-task', timeout: 60 }, continueOnFail),
		]);

		expect(run.json('Wait')).toMatchObject([
			{ code: 'network', taskId: 'the-task', retryable: false },
		]);
		expect(run.json('Wait')[0].error).toContain('Your n8n blocks the address');
		expect(testbed.emulator.requests).toEqual([]);
	});

	it('stops a download, with the task ID in the message', async () => {
		const credential = await testbed.store('cometApi', KEY, byName('cometApi'));
		const run = await testbed.run([
			givePrompts('A tiger'),
			testbed.generate(credential),
			testbed.poll(credential),
			testbed.luma('Download', credential, { operation: 'download' }),
		]);
		const [{ id }] = testbed.emulator.accepted();

		// The emulator's links contain the IP address, which is not allowed.
		expect(run.error.message).toContain(
			'Your n8n blocks the address of the file storage of CometAPI',
		);
		expect(run.error.message).toContain(id);
		expect(run.error.description).toContain(ADVICE);
		expect(testbed.emulator.requestsTo('cdn')).toEqual([]);
	});

	it('reaches a storage whose host name its settings allow', async () => {
		const credential = await testbed.store('cometApi', KEY, byName('cometApi'));
		const url = `${testbed.emulator.cdnUrl.replace('127.0.0.1', 'localhost')}/film.mp4`;
		testbed.emulator.always(
			{ status: 200, body: { id: 'the-task', state: 'completed', video: { url } } },
			{ gateway: 'cometApi', method: 'GET' },
		);
		const run = await testbed.run([
			testbed.luma(
				'Download',
				credential,
				{ operation: 'download', taskId: 'the-task' },
				continueOnFail,
			),
		]);

		// The storage is reached; it just has no such file.
		expect(run.json('Download')).toMatchObject([{ code: 'gateway', httpStatus: 404 }]);
		expect(testbed.emulator.requestsTo('cdn')).toHaveLength(1);
	});

	it('makes the test of the credential say that the address is blocked', async () => {
		const answer = await testbed.n8n.rest('POST', '/rest/credentials/test', {
			credentials: {
				id: '',
				name: 'Luma',
				type: 'lumaApi',
				data: { gateway: 'cometApi', baseUrl: testbed.emulator.url('cometApi'), apiKey: KEY },
			},
		});
		expect(answer).toMatchObject({ status: 'Error' });
		expect(answer.message).toContain('Your n8n blocks the address of CometAPI');
		expect(testbed.emulator.requests).toEqual([]);
	});
});
