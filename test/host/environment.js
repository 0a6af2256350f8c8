'use strict';

const { HOST } = require('./ports');
const { compareVersions } = require('./versions');

/** Disables everything that n8n looks up, reports or advertises on its own. */
const SILENT = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	N8N_SENTRY_DSN: '',
};

/** Modules that look things up online. n8n 1 rejects names of modules that it does not have. */
const disabledModules = (version) =>
	['mcp', 'chat-hub', ...(isN8n1(version) ? [] : ['mcp-registry', 'instance-ai'])].join();

/**
 * What n8n 1 recommends in its log and n8n 2 does by default. Without the first, expressions cannot read
 * a Code node's output through `$('…').item`; without the second, concurrent requests break each other's
 * database transactions.
 */
const LIKE_N8N_2 = { N8N_RUNNERS_ENABLED: 'true', DB_SQLITE_POOL_SIZE: '3' };

const isN8n1 = (version) => compareVersions(version, '2.0') < 0;

/** By default n8n rejects all requests, including callbacks, once its database is slow for 5 seconds. Only n8n 2 has this setting. */
const PATIENT_PING_MS = '60000';

/** What a program needs from the environment. Everything else, e.g. a proxy or the user's own n8n, is left out. */
const INHERITED = ['PATH', 'LANG', 'LC_ALL', 'TMPDIR', 'TZ'];

/**
 * The environment of an isolated n8n: nothing from the user's own n8n, its own folder for everything,
 * reachable only from this machine.
 *
 * @param {{ version: string, userFolder: string, port: number, brokerPort: number }} n8n
 * @returns {NodeJS.ProcessEnv}
 */
function silentEnvironment({ version, userFolder, port, brokerPort }) {
	const inherited = INHERITED.filter((name) => process.env[name] !== undefined);
	return {
		...Object.fromEntries(inherited.map((name) => [name, process.env[name]])),
		...SILENT,
		N8N_DISABLED_MODULES: disabledModules(version),
		HOME: userFolder,
		N8N_USER_FOLDER: userFolder,
		N8N_LISTEN_ADDRESS: HOST,
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_SECURE_COOKIE: 'false',
		WEBHOOK_URL: `http://${HOST}:${port}/`,
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '3',
		DB_PING_TIMEOUT_MS: PATIENT_PING_MS,
		...(isN8n1(version) && LIKE_N8N_2),
	};
}

module.exports = { silentEnvironment };
