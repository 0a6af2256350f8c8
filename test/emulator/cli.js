#!/usr/bin/env node
'use strict';

/** Runs the emulator by itself, to try the nodes in a running n8n without paying for videos. */

const { startEmulator, GATEWAYS } = require('./index');
const { FIELDS, checkScenario } = require('./scenarioFields');
const { TAGS } = require('./promptTags');

const PORT = 8787;
const SERVICES = [...GATEWAYS, 'cdn'];

const USAGE = [
	'node test/emulator/cli.js [--port 8787] [--host 127.0.0.1] [--<scenario-field> value]',
	`Uses six ports, starting with --port: ${SERVICES.join(', ')}.`,
	'A scenario field becomes the default of every task, e.g. --render-seconds 8 --never-completes',
	`Fields: ${Object.keys(FIELDS).join(', ')}`,
].join('\n');

const camel = (flag) => flag.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

/** Numbers, booleans and lists are JSON; anything else is text. */
function readValue(text) {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/**
 * @param {string[]} args
 * @returns {{ help: boolean, port: number, host?: string, defaults: object }}
 */
function readArguments(args) {
	const options = { help: false, port: PORT, defaults: {} };
	for (let i = 0; i < args.length; i += 1) {
		if (!args[i].startsWith('--')) throw new Error(`Unexpected "${args[i]}"`);
		const name = camel(args[i].slice(2));
		const isFlag = args[i + 1] === undefined || args[i + 1].startsWith('--');
		const value = isFlag ? true : readValue(args[(i += 1)]);
		if (name === 'help') options.help = true;
		else if (name === 'port') options.port = value;
		else if (name === 'host') options.host = String(value);
		else options.defaults[name] = value;
	}
	if (!Number.isInteger(options.port) || options.port < 1 || options.port > 65535 - 5) {
		throw new Error('--port must be a port number with five more above it');
	}
	checkScenario(options.defaults);
	return options;
}

function describe(emulator) {
	const width = Math.max(...GATEWAYS.map((name) => name.length));
	return [
		'Gateway and its base URL:',
		...GATEWAYS.map((name) => `  ${name.padEnd(width)}  ${emulator.url(name)}`),
		`  ${'(videos)'.padEnd(width)}  ${emulator.cdnUrl}`,
		'',
		'API key: sk-good-1, or any other. Keys are refused if they start with',
		'  bad, revoked, expired, exhausted, noquota, forbidden',
		'',
		'A tag in the prompt picks what happens, e.g. "A cat [render: 8]", "A cat [moderated]":',
		`  ${Object.keys(TAGS).join(' ')}`,
		'  README.md in this folder says what each one does.',
		'',
		'Press Ctrl-C to stop.',
	].join('\n');
}

async function main() {
	const { help, port, host, defaults } = readArguments(process.argv.slice(2));
	if (help) {
		console.log(USAGE);
		return;
	}
	const ports = Object.fromEntries(SERVICES.map((name, i) => [name, port + i]));
	const emulator = await startEmulator({ host, ports, defaults });
	console.log(describe(emulator));
	const end = () => emulator.close().then(() => process.exit(0));
	process.once('SIGINT', end).once('SIGTERM', end);
}

main().catch((error) => {
	const isBusy = error.code === 'EADDRINUSE';
	console.error(isBusy ? `Port ${error.port} is in use; choose another --port` : error.message);
	process.exit(1);
});
