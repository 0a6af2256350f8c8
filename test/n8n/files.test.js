'use strict';

const { createServer } = require('node:http');
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const { inspectVideo } = require('../../scripts/media');
const { givePrompts, openBench } = require('./support');

const bench = openBench();
const { access } = bench;

describe('a downloaded video', () => {
	it("is a real file once n8n's own file node has written it", async () => {
		// The folder that n8n 2 lets workflows write to.
		const folder = join(access.userFolder, '.n8n-files');
		mkdirSync(folder, { recursive: true });
		const fileName = join(folder, 'tiger.mp4');
		const run = await bench.run([
			givePrompts('A tiger'),
			bench.generate('rixApi'),
			bench.poll('rixApi'),
			bench.luma('Download', 'rixApi', { operation: 'download' }),
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

const MB = 1024 * 1024;
const SIZE_MB = 400;
const MOST_MB = 64;

// Linux tells the peak of a process; n8n 1 keeps files in memory unless it is told otherwise.
const canMeasure = existsSync(`/proc/${access.pid}/status`) && !access.version.startsWith('1.');

(canMeasure ? describe : describe.skip)('a video of 400 MB', () => {
	let store;
	beforeAll((done) => {
		store = createServer(sendFilm).listen(0, '127.0.0.1', done);
	});
	afterAll(() => store.close());

	it('adds at most 64 MB to the memory of n8n', async () => {
		const url = `http://127.0.0.1:${store.address().port}/film.mp4`;
		bench.emulator.always(
			{ status: 200, body: { id: 'large', state: 'completed', video_raw: { url } } },
			{ gateway: 'cometApi', method: 'GET' },
		);
		const workflow = [
			bench.luma('Download', 'cometApi', { operation: 'download', taskId: 'large' }),
		];
		// The first one loads what n8n needs for it.
		await bench.run(workflow);

		const before = restartPeak();
		const run = await bench.run(workflow);
		const grown = peakMb() - before;

		const [{ binary }] = run.items('Download');
		expect(binary.data.fileSize).toMatch(/^4(00|19) MB/);
		console.log(`${SIZE_MB} MB: the memory of n8n grew by ${grown} MB`);
		expect(grown).toBeLessThanOrEqual(MOST_MB);
	});
});

function sendFilm(_request, response) {
	const part = Buffer.alloc(MB);
	response.writeHead(200, { 'Content-Type': 'video/mp4', 'Content-Length': SIZE_MB * MB });
	let left = SIZE_MB;
	const send = () => {
		while (left > 0) {
			left -= 1;
			if (!response.write(part)) return;
		}
		response.end();
	};
	response.on('drain', send);
	send();
}

const statusMb = (field) => {
	const status = readFileSync(`/proc/${access.pid}/status`, 'utf8');
	return Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)[1]) / 1024);
};
const peakMb = () => statusMb('VmHWM');

/** Makes the kernel forget the peak so far; gives what n8n has now. */
function restartPeak() {
	writeFileSync(`/proc/${access.pid}/clear_refs`, '5');
	return statusMb('VmRSS');
}
