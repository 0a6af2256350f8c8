'use strict';

const { startQueueN8n } = require('../host/queue');
const { share } = require('../n8n/share');

/** Detects a killed worker's job sooner than the default of a minute and a half. */
const SOON_STALLED = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
};

module.exports = share(startQueueN8n, { workers: [{ concurrency: 1 }], env: SOON_STALLED });
