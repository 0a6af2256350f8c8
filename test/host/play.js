'use strict';

/**
 * A real n8n to try things out, connected to the emulated gateways: `npm run n8n`. It starts empty every
 * time, costs nothing and connects to no other machine.
 */

const { GATEWAYS, startEmulator } = require('../../test/emulator');
const { TAGS } = require('../../test/emulator/promptTags');
const { startModel } = require('../services/scriptedModel');
const { startStorage } = require('../services/storage');
const { readArguments, readPort } = require('./arguments');
const { chooseCredentials, gatewayOf, readExamples } = require('./examples');
const { startN8n } = require('./host');
const { Problem, runScript } = require('./problem');

const USAGE = [
	'npm run n8n -- [--n8n 2.41.1] [--port 5678] [--emulator-port 8787] [--online]',
	'  --n8n            a version, the start of a pinned one, or latest',
	'  --port           the port of n8n',
	'  --emulator-port  the first of six ports: five gateways and the videos',
	'  --online         lets n8n connect to other machines, e.g. to try your own API key',
].join('\n');

const FLAGS = {
	n8n: { type: 'string' },
	port: { type: 'string' },
	'emulator-port': { type: 'string' },
	online: { type: 'boolean' },
	help: { type: 'boolean' },
};

async function main() {
	const { values } = readArguments(FLAGS, USAGE);
	if (values.help) {
		console.log(USAGE);
		return;
	}
	const port = readPort(values.port, '--port') ?? 5678;
	const emulator = await startGateways(
		readPort(values['emulator-port'], '--emulator-port') ?? 8787,
	);
	const n8n = await startN8n({
		version: values.n8n,
		port,
		portFlag: 'npm run n8n -- --port 5680',
		online: values.online,
		log: console.log,
	});
	const gateways = await storeGateways(n8n, emulator);
	const others = {
		openAiApi: await n8n.storeCredential('openAiApi', 'Scripted model', {
			apiKey: 'sk-model-0123456789',
			url: (await startModel()).url,
		}),
		s3: await n8n.storeCredential('s3', 'Storage', (await startStorage()).credential),
	};
	const workflows = await importExamples(n8n, gateways, others);
	console.log(welcome(n8n, gateways, workflows));
	const lines = await n8n.ended;
	throw new Problem('n8n ended unexpectedly.', '', lines);
}

async function startGateways(first) {
	const services = [...GATEWAYS, 'cdn'];
	try {
		return await startEmulator({
			ports: Object.fromEntries(services.map((name, index) => [name, first + index])),
		});
	} catch (error) {
		if (error.code !== 'EADDRINUSE') throw error;
		throw new Problem(
			`Port ${error.port} is in use; the emulator needs six consecutive ports.`,
			'Stop what uses it, or choose others: npm run n8n -- --emulator-port 8800',
		);
	}
}

/** A credential per gateway, named as n8n shows it. */
async function storeGateways(n8n, emulator) {
	const types = await n8n.rest('GET', '/types/credentials.json');
	const { properties } = types.find(({ name }) => name === 'lumaApi');
	const { options } = properties.find(({ name }) => name === 'gateway');
	const stored = [];
	for (const gateway of GATEWAYS) {
		const { name } = options.find(({ value }) => value === gateway);
		const baseUrl = emulator.url(gateway);
		const data = { name, baseUrl, apiKey: 'sk-play-0123456789' };
		stored.push({ gateway, baseUrl, credential: await n8n.credential(gateway, data) });
	}
	return stored;
}

/** Each with credentials selected, so a click runs it. */
async function importExamples(n8n, gateways, others) {
	const types = await n8n.rest('GET', '/types/nodes.json');
	const saved = [];
	for (const { file, workflow } of readExamples()) {
		const { credential } = gateways.find(({ gateway }) => gateway === gatewayOf(file));
		const chosen = chooseCredentials(workflow, types, { ...others, lumaApi: credential });
		saved.push(await n8n.createWorkflow(chosen));
	}
	return saved;
}

function welcome({ address, email, password, version }, gateways, workflows) {
	const width = Math.max(...gateways.map(({ credential }) => credential.name.length));
	return [
		'',
		`n8n ${version}   ${address}`,
		`  e-mail    ${email}`,
		`  password  ${password}`,
		'',
		'Workflows, ready to run:',
		...workflows.map(({ id, name }) => `  ${address}/workflow/${id}   ${name}`),
		'',
		'Gateways, each with a credential of the same name:',
		...gateways.map(({ credential, baseUrl }) => `  ${credential.name.padEnd(width)}   ${baseUrl}`),
		'',
		'A tag in the prompt picks what happens, e.g. "A cat [render: 8]" or "A cat [moderated]":',
		`  ${Object.keys(TAGS).join(' ')}`,
		'  test/emulator/README.md says what each one does.',
		'',
		'Ctrl-C stops everything and deletes what you built here: download the workflows you want to keep.',
	].join('\n');
}

runScript(main);
