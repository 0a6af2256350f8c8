'use strict';

const { appendFileSync, mkdirSync } = require('node:fs');
const { join } = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');

const { startChild } = require('./childProcess');
const { silentEnvironment } = require('./environment');
const { unpackPackage } = require('./package');
const { freePort } = require('./ports');
const { Problem } = require('./problem');

const START_LIMIT_MS = 300_000;
const STOP_GRACE_MS = 10_000;
const POLL_MS = 300;

/**
 * One n8n process. However it ended, it can be started again with the same folder, ports and settings.
 */
class Instance {
	/** @type {import('./childProcess').Child} */
	#child;

	/** @param {{ version: string, node: string, args: string[], cwd: string, env: NodeJS.ProcessEnv,
	 *   logFile: string, isReady: () => Promise<boolean> }} what */
	constructor(what) {
		Object.assign(this, what);
	}

	/**
	 * A process with this package installed as a user's n8n has it.
	 *
	 * @param {import('./home').Home} home
	 * @param {object} settings
	 * @param {string} settings.name of its folder and its log file
	 * @param {string[]} settings.args of n8n's command line
	 * @param {number} settings.port
	 * @param {() => Promise<boolean>} settings.isReady
	 * @param {string} [settings.userFolder] a temporary one by default
	 * @param {boolean} [settings.online] lets it call other machines
	 * @param {NodeJS.ProcessEnv} [settings.env] additional settings of n8n
	 */
	static async create({ host, tarball, path }, { name, args, port, isReady, ...settings }) {
		const { userFolder = join(path, name), online = false, env } = settings;
		mkdirSync(userFolder, { recursive: true });
		unpackPackage(tarball, userFolder);
		const { version } = host;
		const brokerPort = await freePort();
		const preloads = ['guard.js', ...(online ? [] : ['offline.js'])].flatMap((file) => [
			'--require',
			join(__dirname, file),
		]);
		return new Instance({
			version,
			node: host.node,
			args: [...preloads, host.program, ...args],
			cwd: userFolder,
			env: { ...silentEnvironment({ version, userFolder, port, brokerPort }), ...env },
			logFile: join(path, `${name}.log`),
			isReady,
		});
	}

	/** Starts it and waits until it is ready. Cleans up if that fails. */
	async start() {
		const { node, args, cwd, env, logFile } = this;
		const onLine = (line) => appendFileSync(logFile, `${line}\n`);
		this.#child = startChild(node, args, { cwd, env, onLine });
		try {
			await this.#untilReady();
		} catch (error) {
			await this.kill();
			throw error;
		}
	}

	async #untilReady() {
		const until = Date.now() + START_LIMIT_MS;
		while (Date.now() < until) {
			if (!this.isRunning) throw await this.#endedEarly();
			if (await this.isReady()) return;
			await pause(POLL_MS);
		}
		const seconds = START_LIMIT_MS / 1000;
		const advice = 'The machine may be too busy. Run it again.';
		throw new Problem(`n8n was not ready after ${seconds} s.`, advice, this.lastLines());
	}

	async #endedEarly() {
		const { code, signal, error } = await this.#child.ended;
		const how = error?.message ?? (signal ? `killed by ${signal}` : `exit code ${code}`);
		const happened = `n8n ${this.version} ended while starting (${how}).`;
		return new Problem(happened, '', this.lastLines());
	}

	get pid() {
		return this.#child.pid;
	}

	get isRunning() {
		return this.#child.isRunning();
	}

	/** Settles with its last lines if it ends unexpectedly. */
	get ended() {
		return this.#child.ended.then(() => this.lastLines());
	}

	lastLines = () => this.#child.lines.filter((line) => /\S/.test(line)).slice(-12);

	/** Shuts it down as Ctrl-C does. */
	stop = async () => await this.#child?.stop(STOP_GRACE_MS);

	/** Kills it, like a power cut. */
	kill = async () => await this.#child?.kill();
}

module.exports = { Instance };
