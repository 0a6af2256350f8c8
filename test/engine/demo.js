/**
 * Runs the example workflow on n8n's engine, once for each gateway, against the emulator, and checks the
 * videos. Exits with 1 if anything is missing.
 *
 * With LUMA_GATEWAY, LUMA_BASE_URL and LUMA_API_KEY it generates one real, charged video instead.
 */
const { createHost, LUMA } = require('./host');
const { startEmulator, DIALECTS } = require('../emulator');
const { Luma } = require('../../dist/nodes/Luma/Luma.node');
const { LumaApi } = require('../../dist/credentials/LumaApi.credentials');
const example = require('../../examples/prompt-to-video.json');
const { inspectVideo, isPicture } = require('../inspectMedia');

async function main() {
	const { LUMA_GATEWAY: gateway, LUMA_BASE_URL: baseUrl, LUMA_API_KEY: apiKey } = process.env;
	if (apiKey) {
		console.log(`One real video through ${gateway ?? 'cometApi'}. This is charged.\n`);
		return [await runExample({ gateway: gateway ?? 'cometApi', baseUrl, apiKey }, [])];
	}
	console.log(`"${example.name}" on n8n's engine, against the emulator of the gateways.\n`);
	const emulator = await startEmulator({ defaults: { renderSeconds: 3 } });
	const reports = await Promise.all(
		DIALECTS.map(async ({ name, pictures }) => {
			const credential = {
				gateway: name,
				baseUrl: emulator.url(name),
				apiKey: 'sk-demo-0123456789',
			};
			return await runExample(credential, pictures);
		}),
	);
	await emulator.close();
	return reports;
}

async function runExample(credential, frames) {
	const nodes = example.nodes.map((node) =>
		node.type === LUMA ? { ...node, credentials: { lumaApi: { id: '1', name: 'Demo' } } } : node,
	);
	const host = createHost({ Luma, LumaApi, credential });
	const run = await host.run({ ...example, nodes });
	if (run.error) {
		const { message, description } = run.error;
		return {
			rows: [
				[credential.gateway, message],
				['', description ?? ''],
			],
			complete: false,
		};
	}
	const [task] = run.json('Wait');
	const videos = task.videos ?? [task];
	const checks = await Promise.all(videos.map((video) => checkVideo(video, frames)));
	return {
		rows: [
			['Gateway', credential.gateway],
			['Task ID', task.taskId],
			['State', task.state],
			...checks.flatMap(({ rows }) => rows),
		],
		complete: task.state === 'completed' && checks.every(({ complete }) => complete),
	};
}

/** Fetches a video and its frames as the next node in a workflow would: without the key. */
async function checkVideo(video, frames) {
	const bytes = await download(video.videoUrl);
	const film = inspectVideo(bytes);
	const pictures = await Promise.all(
		frames.map(async (field) => isPicture(await download(video[field]))),
	);
	const size = `${film.width} x ${film.height}, ${film.seconds} s, ${bytes.length} bytes, ${film.codec}`;
	return {
		rows: [
			['Video URL', video.videoUrl],
			['Size', film.playable ? `${size}: a playable MP4` : `${bytes.length} bytes: NOT PLAYABLE`],
			...['thumbnailUrl', 'lastFrameUrl'].map((field) => [
				field === 'thumbnailUrl' ? 'Thumbnail URL' : 'Last frame URL',
				video[field] ?? (frames.includes(field) ? 'MISSING' : 'not provided by this gateway'),
			]),
		],
		complete: film.playable && pictures.every(Boolean),
	};
}

async function download(url) {
	if (!url) return Buffer.alloc(0);
	const response = await fetch(url);
	return response.ok ? Buffer.from(await response.arrayBuffer()) : Buffer.alloc(0);
}

main()
	.then((reports) => {
		for (const { rows } of reports) {
			for (const [label, value] of rows) console.log(`${label.padEnd(15)} ${value}`);
			console.log('');
		}
		const complete = reports.filter((report) => report.complete).length;
		console.log(`${complete} of ${reports.length} complete.`);
		process.exit(complete === reports.length ? 0 : 1);
	})
	.catch((error) => {
		console.error(error);
		process.exit(1);
	});
