'use strict';

const { openHome } = require('./home');
const { NODE_TYPE, startMain } = require('./main');
const { checkPort } = require('./ports');

/**
 * Starts a real n8n that has this package as a user's n8n has it, and logs in to it.
 *
 * @param {object} [options]
 * @param {string} [options.version] pinned in test/host/pinned; the newest by default
 * @param {number} [options.port] any free one by default
 * @param {string} [options.portFlag] how a user chooses another port
 * @param {string} [options.packageTarball] built and packed from this clone by default
 * @param {string} [options.userFolder] a temporary one by default
 * @param {NodeJS.ProcessEnv} [options.env] n8n's own settings on top
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
 * A running n8n: what its user can do, and what can happen to its process.
 *
 * @param {Awaited<ReturnType<typeof startMain>>} main
 * @param {() => void|Promise<void>} release gives back what it needed
 */
const handleOf = ({ instance, access, client }, release) => ({
	...access,
	...client,
	userFolder: instance.cwd,
	logFile: instance.logFile,
	get pid() {
		return instance.pid;
	},
	/** Settles when n8n ends by itself, with its last lines. */
	get ended() {
		return instance.ended;
	},
	/** Ends n8n as a power cut does. Its folder stays, so that it can start again. */
	kill: instance.kill,
	/** Starts it again where it was: same folder, same port. */
	start: () => instance.start(),
	/** Ends n8n as its own Ctrl-C does, and leaves nothing behind. */
	async close() {
		await instance.stop();
		await release();
	},
});

module.exports = { startN8n, handleOf, NODE_TYPE };
