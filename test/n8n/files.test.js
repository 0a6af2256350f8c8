'use strict';

const { existsSync, mkdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const { inspectVideo } = require('../inspectMedia');
const { canRead, peakMb, restartPeak } = require('../host/procfs');
const { openTestbed } = require('./support');
const { givePrompts } = require('../workflow');

const testbed = openTestbed();
const { access } = testbed;

describe('a downloaded video', () => {
	it("is a real file once n8n's own file node has written it", async () => {
		// n8n lets workflows write to this folder.
		const folder = join(access.userFolder, '.n8n-files');
		mkdirSync(folder, { recursive: true });
		const fileName = join(folder, 'tiger.mp4');
		const run = await testbed.run([
			givePrompts('A tiger'),
			testbed.generate('rixApi'),
			testbed.poll('rixApi'),
			testbed.luma('Download', 'rixApi', { operation: 'download' }),
			{
				name: 'Write',
				type: 'n8n-nodes-base.readWriteFile',
				typeVersion: 1,
				parameters: { operation: 'write', fileName, dataPropertyName: 'data', options: {} },
			},
		]);
		expect(run.error).toBeUndefined();
		expect(existsSync(fileName)).toBe(true);
		expect(inspectVideo(readFileSync(fileName))).toMatchObject({ playable: true, width: 320 });
	});
});

const SIZE_MB = 400;
const MOST_MB = 64;

(canRead(access.pid) ? describe : describe.skip)('a video of 400 MB', () => {
	it('adds at most 64 MB to the memory of n8n', async () => {
		testbed.emulator.always({ fileMegabytes: SIZE_MB }, { gateway: 'cdn' });
		const made = [
			givePrompts('A long film'),
			testbed.generate('cometApi'),
			testbed.poll('cometApi'),
		];
		const [{ taskId }] = (await testbed.run(made)).json('Wait');
		const workflow = [testbed.luma('Download', 'cometApi', { operation: 'download', taskId })];
		// The first run loads what n8n needs for it.
		await testbed.run(workflow);

		const before = restartPeak(access.pid);
		const run = await testbed.run(workflow);
		const grown = peakMb(access.pid) - before;

		const [{ binary }] = run.items('Download');
		expect(binary.data.fileSize).toMatch(/^4(00|19) MB/);
		console.log(`${SIZE_MB} MB: n8n's memory grew by ${grown.toFixed(0)} MB`);
		expect(grown).toBeLessThanOrEqual(MOST_MB);
	});
});
