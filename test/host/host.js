'use strict';

const { openHome } = require('./home');
const { NODE_TYPE, startMain } = require('./main');
const { checkPort } = require('./ports');

/**
 * Starts a real n8n with this package installed as a user's n8n has it, and logs in.
 *
 * @param {object} [options]
 * @param {string} [options.version] by default the newest one pinned in test/host/pinned
 * @param {number} [options.port] any free one by default
 * @param {string} [options.portFlag] shown to the user if the port is in use
 * @param {string} [options.packageTarball] built and packed from this clone by default
 * @param {string} [options.userFolder] a temporary one by default
 * @param {NodeJS.ProcessEnv} [options.env] additional settings of n8n
 * @param {boolean} [options.online] lets n8n call other machines
 * @param {(line: string) => void} [options.log]
 */
async function startN8n(options = {}) {
	const { port, portFlag = 'port', userFolder, env, online, log = () => {} } = options;
	if (port) await checkPort(port, portFlag);
	const home = await openHome(options);
	try {
		log(`Starting n8n ${home.host.version}`);
		return handleOf(await startMain(home, { port, userFolder, env, online }), () => home.remove());
	} catch (error) {
		home.remove();
		throw error;
	}
}

/**
 * A running n8n: what a user can do with it, and what can happen to its process.
 *
 * @param {Awaited<ReturnType<typeof startMain>>} main
 * @param {() => void|Promise<void>} release frees what it used
 */
const handleOf = ({ instance, access, client }, release) => ({
	...access,
	...client,
	userFolder: instance.cwd,
	logFile: instance.logFile,
	get pid() {
		return instance.pid;
	},
	/** Settles with n8n's last lines if n8n ends unexpectedly. */
	get ended() {
		return instance.ended;
	},
	/** Kills n8n, like a power cut. Its folder stays, so it can start again. */
	kill: instance.kill,
	/** Starts it again with the same folder and port. */
	start: () => instance.start(),
	/** Shuts n8n down as Ctrl-C does, and removes everything. */
	async close() {
		await instance.stop();
		await release();
	},
});

module.exports = { startN8n, handleOf, NODE_TYPE };
