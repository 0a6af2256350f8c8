'use strict';

const { randomBytes } = require('node:crypto');

const { createDatabase } = require('./database');
const { openHome } = require('./home');
const { handleOf } = require('./host');
const { Instance } = require('./instance');
const { startMain } = require('./main');
const { HOST, freePort } = require('./ports');
const { startRedis } = require('./redis');

/**
 * Starts a real n8n in queue mode: a main process, workers, its own database in the running PostgreSQL,
 * and its own Redis.
 *
 * @param {object} [options]
 * @param {string} [options.version] by default the newest one pinned in test/host/pinned
 * @param {string} [options.packageTarball] built and packed from this clone by default
 * @param {Array<{ concurrency: number }>} [options.workers]
 * @param {NodeJS.ProcessEnv} [options.env] additional settings of n8n, for all processes
 * @param {(line: string) => void} [options.log]
 */
async function startQueueN8n(options = {}) {
	const { workers: wanted = [{ concurrency: 1 }], env, log = () => {} } = options;
	const home = await openHome(options);
	/** Cleanup, run in reverse order. */
	const releases = [() => home.remove()];
	const release = async () => {
		for (const one of releases.splice(0).reverse()) await one();
	};
	try {
		const redis = await startRedis();
		releases.push(() => redis.close());
		const database = await createDatabase(home.host);
		releases.push(() => database.drop());
		const settings = {
			online: !isHere(database.host),
			env: { ...queueEnvironment(database, redis), ...env },
		};
		log(`Starting n8n ${home.host.version} in queue mode with ${wanted.length} workers`);
		// The main process first: it creates the tables.
		const main = await startMain(home, settings);
		releases.push(() => main.instance.stop());
		const workers = [];
		for (const [index, { concurrency }] of wanted.entries()) {
			// Callbacks for executions on a worker go to the main process.
			const address = { WEBHOOK_URL: main.instance.env.WEBHOOK_URL };
			const worker = await createWorker(home, `worker-${index + 1}`, concurrency, {
				...settings,
				env: { ...settings.env, ...address },
			});
			releases.push(() => worker.stop());
			await worker.start();
			workers.push(worker);
		}
		return { ...handleOf(main, release), main: main.instance, workers, redis, database };
	} catch (error) {
		await release();
		throw error;
	}
}

/** Environment shared by all processes of one n8n in queue mode. */
const queueEnvironment = (database, redis) => ({
	EXECUTIONS_MODE: 'queue',
	N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64'),
	DB_TYPE: 'postgresdb',
	DB_POSTGRESDB_HOST: database.host,
	DB_POSTGRESDB_PORT: String(database.port),
	DB_POSTGRESDB_USER: database.user,
	DB_POSTGRESDB_PASSWORD: database.password,
	DB_POSTGRESDB_DATABASE: database.name,
	QUEUE_BULL_REDIS_HOST: redis.host,
	QUEUE_BULL_REDIS_PORT: String(redis.port),
});

const isHere = (host) => host.startsWith('/') || ['localhost', HOST, '::1'].includes(host);

async function createWorker(home, name, concurrency, { online, env }) {
	const port = await freePort();
	return await Instance.create(home, {
		name,
		args: ['worker', `--concurrency=${concurrency}`],
		port,
		online,
		env: {
			...env,
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(port),
			N8N_WORKER_SERVER_ADDRESS: HOST,
			// Its JSON log says which execution it held when, to the millisecond.
			N8N_LOG_FORMAT: 'json',
		},
		isReady: () => isReady(`http://${HOST}:${port}/healthz/readiness`),
	});
}

async function isReady(address) {
	try {
		return (await fetch(address, { signal: AbortSignal.timeout(5_000) })).ok;
	} catch {
		return false;
	}
}

module.exports = { startQueueN8n };
