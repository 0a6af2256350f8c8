'use strict';

const { HOST } = require('./ports');
const { compareVersions } = require('./versions');

/** Off: all that n8n looks up, reports or offers by itself. */
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

/** Modules that look things up by themselves. n8n 1 refuses the name of one that it does not have. */
const disabledModules = (version) =>
	['mcp', 'chat-hub', ...(isN8n1(version) ? [] : ['mcp-registry', 'instance-ai'])].join();

/**
 * What n8n 1 advises in its log and n8n 2 does by itself. Without the first, expressions cannot read
 * what a Code node gave by `$('…').item`; without the second, two requests at once break each other's
 * database transactions.
 */
const LIKE_N8N_2 = { N8N_RUNNERS_ENABLED: 'true', DB_SQLITE_POOL_SIZE: '3' };

const isN8n1 = (version) => compareVersions(version, '2.0') < 0;

/** After 5 seconds, as a busy machine takes, n8n refuses every call, those of gateways too. Only n8n 2 lets it be set. */
const PATIENT_PING_MS = '60000';

/** What a program needs of its surroundings. The rest, e.g. a proxy or the user's own n8n, stays out. */
const INHERITED = ['PATH', 'LANG', 'LC_ALL', 'TMPDIR', 'TZ'];

/**
 * The environment of an n8n that keeps to itself: nothing of the user's own n8n, a folder of its
 * own for everything, reachable from this machine only.
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
