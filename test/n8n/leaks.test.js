'use strict';

/** Runs after all other files, because it also searches what they left in n8n's folder. */

const { readdirSync, readFileSync } = require('node:fs');
const { join, sep } = require('node:path');

const { formsOf, leaksIn } = require('../keyForms');
const { eventually } = require('../host/eventually');
const { KEY, openTestbed } = require('./support');
const { givePrompts } = require('../workflow');

const testbed = openTestbed();

/** A relay, which prints part of the key. test/faults covers what each gateway can print. */
const GATEWAY = 'cometApi';

/** Starts with the word that makes the emulator's relays print part of the key. */
const PRINTED_KEY = ['sk', 'exhausted', 'Rk5Jw8ZqYm2Gv6'].join('-');
const PROMPT = 'a prompt to search for';

/** Everything that n8n wrote: its database, files and log, but not the package itself. */
function written() {
	const { userFolder, logFile } = testbed.access;
	const names = readdirSync(userFolder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath ?? entry.path, entry.name))
		.filter((path) => !path.includes(`${sep}node_modules${sep}`));
	return [...names, logFile].map((path) => ({ path, bytes: readFileSync(path) }));
}

/** Other texts contain that word, too. */
const { 'its start, without prefix': _word, ...printedForms } = formsOf(PRINTED_KEY);
const FORMS = [formsOf(KEY), printedForms];

/** The forms of the keys that a text or a file contains. */
const leaksOf = (content) => FORMS.flatMap((forms) => leaksIn(content, forms));

const filesWith = (text) =>
	written()
		.filter(({ bytes }) => bytes.includes(text))
		.map(({ path }) => path);

let executions;
beforeAll(async () => {
	executions = [];
	const printed = await testbed.store(GATEWAY, PRINTED_KEY);
	const chains = [
		[
			testbed.generate(GATEWAY),
			testbed.poll(GATEWAY, { output: 'raw' }),
			testbed.luma('Download', GATEWAY, {
				operation: 'download',
				taskId: "={{ $('Generate').item.json.taskId }}",
			}),
		],
		[testbed.generate(printed)],
		[testbed.generate(printed, {}, { onError: 'continueRegularOutput' })],
		[testbed.generate(printed, {}, { onError: 'continueErrorOutput' })],
	];
	for (const nodes of chains) executions.push(await testbed.run([givePrompts(PROMPT), ...nodes]));
});

it('the executions of this file had the expected status', () => {
	expect(executions.map(({ status }) => status)).toEqual([
		'success',
		'error',
		'success',
		'success',
	]);
});

it("no execution's data contains a key", async () => {
	for (const { id } of executions) {
		const stored = await testbed.n8n.rest('GET', `/rest/executions/${id}`);
		expect(stored.data).toContain(PROMPT);
		expect(leaksOf(stored.data)).toEqual([]);
	}
});

it('nothing that n8n wrote in any file of the suite contains a key', async () => {
	// Shows that the search would find an execution's text.
	await eventually(() => filesWith(PROMPT).some((path) => /sqlite/.test(path)), 'the database');
	const leaks = written().map(({ path, bytes }) => ({ path, leaks: leaksOf(bytes) }));
	expect(leaks.filter(({ leaks }) => leaks.length > 0)).toEqual([]);
});

it('n8n made no requests to other machines', () => {
	const log = readFileSync(testbed.access.logFile, 'utf8');

	expect(log).toContain('Editor is now accessible');
	expect(log.match(/^Refused a call to .*/gm)).toBeNull();
});

it('n8n logged no complaints about this package', () => {
	const log = readFileSync(testbed.access.logFile, 'utf8');

	// If a workflow cannot be activated, n8n logs the stack, too.
	const lines = log.match(/^(?!\s+at ).*(n8n-nodes-luma-ai|lumaApi).*/gm) ?? [];
	// One of the tests deletes the credential of a wait, which n8n logs as well.
	const isExpected = (line) => /Credential with ID "\w+" does not exist/.test(line);
	expect(lines.filter((line) => !isExpected(line))).toEqual([]);
});
