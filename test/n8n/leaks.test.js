'use strict';

/** Runs after all other files: what they left in n8n's folder is looked through, too. */

const { readdirSync, readFileSync } = require('node:fs');
const { join, sep } = require('node:path');

const { formsOf, leaksIn } = require('../keyForms');
const { eventually } = require('../host/eventually');
const { KEY, openTestbed } = require('./support');
const { givePrompts } = require('../workflow');

const testbed = openTestbed();

/** A relay, which prints a part of the key. test/faults has what each gateway can print. */
const GATEWAY = 'cometApi';

/** Starts with the word by which the relays of the emulator print a part of the key. */
const PRINTED_KEY = ['sk', 'exhausted', 'Rk5Jw8ZqYm2Gv6'].join('-');
const PROMPT = 'a prompt that is looked for';

/** Everything that n8n wrote: its database, its files, its log. The package itself is not of it. */
function written() {
	const { userFolder, logFile } = testbed.access;
	const names = readdirSync(userFolder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath ?? entry.path, entry.name))
		.filter((path) => !path.includes(`${sep}node_modules${sep}`));
	return [...names, logFile].map((path) => ({ path, bytes: readFileSync(path) }));
}

/** That word is in other texts, too. */
const { 'its start, without prefix': _word, ...printedForms } = formsOf(PRINTED_KEY);
const FORMS = [formsOf(KEY), printedForms];

/** What a text or a file holds of the keys. */
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

it('the executions here did what they were to do', () => {
	expect(executions.map(({ status }) => status)).toEqual([
		'success',
		'error',
		'success',
		'success',
	]);
});

it('no key is in the data of an execution', async () => {
	for (const { id } of executions) {
		const stored = await testbed.n8n.rest('GET', `/rest/executions/${id}`);
		expect(stored.data).toContain(PROMPT);
		expect(leaksOf(stored.data)).toEqual([]);
	}
});

it('no key is in anything that n8n wrote, of this file or of any other', async () => {
	// Shows that a text of an execution would be found.
	await eventually(() => filesWith(PROMPT).some((path) => /sqlite/.test(path)), 'the database');
	const leaks = written().map(({ path, bytes }) => ({ path, leaks: leaksOf(bytes) }));
	expect(leaks.filter(({ leaks }) => leaks.length > 0)).toEqual([]);
});

it('n8n called nobody outside of this machine', () => {
	const log = readFileSync(testbed.access.logFile, 'utf8');

	expect(log).toContain('Editor is now accessible');
	expect(log.match(/^Refused a call to .*/gm)).toBeNull();
});

it('n8n found nothing to complain about in this package', () => {
	const log = readFileSync(testbed.access.logFile, 'utf8');

	// A workflow that cannot be switched on is logged with the lines of code that said so.
	const lines = log.match(/^(?!\s+at ).*(n8n-nodes-luma-ai|lumaApi).*/gm) ?? [];
	// A wait loses its credential in one of the tests; n8n says so as well.
	const isAsked = (line) => /Credential with ID "\w+" does not exist/.test(line);
	expect(lines.filter((line) => !isAsked(line))).toEqual([]);
});
