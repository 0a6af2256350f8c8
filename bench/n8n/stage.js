'use strict';

const { startQueueN8n } = require('../../test/host/queue');
const { startEmulator } = require('../../test/emulator');
const { startSink } = require('../../test/services/sink');
const { jobsOf } = require('../../test/queue/workerLog');
const { GATEWAY, KEY } = require('./gateway');
const { startOpenAiServer } = require('./openAiServer');

/**
 * What the contenders run on: a real n8n in queue mode with one worker, the gateways, a sink at the end of
 * all workflows, and everyone's credentials.
 *
 * @param {object} how
 * @param {number} how.concurrency of the worker
 * @param {(line: string) => void} how.log
 */
async function openStage({ concurrency, log }) {
	const releases = [];
	const close = async () => {
		for (const release of releases.splice(0).reverse()) await release();
	};
	try {
		const emulator = await startEmulator();
		releases.push(() => emulator.close());
		const openAi = await startOpenAiServer(emulator);
		releases.push(() => openAi.close());
		const sink = await startSink();
		releases.push(() => sink.close());
		const n8n = await startQueueN8n({ workers: [{ concurrency }], log });
		releases.push(() => n8n.close());
		const [worker] = n8n.workers;
		return {
			n8n,
			emulator,
			sink,
			worker,
			credentials: await storeCredentials(n8n, { emulator, openAi }),
			/** The worker's jobs, from its log. */
			jobs: () => jobsOf(worker.logFile),
			close,
		};
	} catch (error) {
		await close();
		throw error;
	}
}

/** All of them with the same key. */
async function storeCredentials(n8n, { emulator, openAi }) {
	const baseUrl = emulator.url(GATEWAY);
	return {
		luma: await n8n.credential(GATEWAY, { baseUrl, apiKey: KEY }),
		header: await n8n.storeCredential('httpHeaderAuth', 'Header', {
			name: 'Authorization',
			value: `Bearer ${KEY}`,
		}),
		openAi: await n8n.storeCredential('openAiApi', 'OpenAI', { apiKey: KEY, url: openAi.url }),
	};
}

/** Runs some work on a stage and then closes it, whatever happens. */
async function onStage(how, work) {
	const stage = await openStage(how);
	try {
		return await work(stage);
	} finally {
		await stage.close();
	}
}

module.exports = { onStage };
