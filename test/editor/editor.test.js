'use strict';

/** The node in n8n's editor: found, configured, run and inspected as a user does. */

const { startN8n } = require('../host/host');
const { startEmulator } = require('../emulator');
const example = require('../../examples/prompt-to-video.json');
const { launchBrowser } = require('./browser');
const { Editor } = require('./editor');

const LUMA = 'n8n-nodes-luma-ai.luma';

let emulator, n8n, browser, editor, credential;
beforeAll(async () => {
	browser = await launchBrowser();
	emulator = await startEmulator({ defaults: { renderSeconds: 1 } });
	n8n = await startN8n();
	credential = await n8n.credential('cometApi', {
		name: 'Luma AI account',
		baseUrl: emulator.url('cometApi'),
		apiKey: 'sk-editor-0123456789',
	});
	editor = await Editor.logIn(browser, n8n);
});
afterAll(async () => {
	await browser?.close();
	await n8n?.close();
	await emulator?.close();
});

describe('the nodes panel', () => {
	it.each(['luma', 'video', 'dream machine', 'ray', 'text to video'])(
		'finds the node by "%s"',
		async (words) => {
			await editor.openNewWorkflow();
			expect(await editor.searchNodes(words)).toContain('Luma AI');
		},
	);
});

describe('the parameters', () => {
	it.each([
		['Generate video', ['Prompt', 'Start Frame', 'End Frame', 'Aspect Ratio', 'Loop', 'Output']],
		['Extend video', ['Task ID', 'Prompt', 'Output']],
		['Download video', ['Task ID', 'Files', 'Video Output Data Field Name']],
		['Get task', ['Task ID', 'Output']],
		['Get many tasks', ['Task IDs', 'Output']],
		['Wait for task', ['Task ID', 'Timeout', 'On Timeout', 'On Failed Task', 'Output']],
	])('of "%s" are shown', async (action, labels) => {
		await editor.openNewWorkflow();
		await editor.addAction('luma', 'Luma AI', action);
		expect(await editor.labels(labels.at(-1))).toEqual(expect.arrayContaining(labels));
	});

	it('include the fields that a choice needs', async () => {
		await editor.openNewWorkflow();
		await editor.addAction('luma', 'Luma AI', 'Generate video');
		await editor.choose('startFrame', 'URL');
		const needed = 'Start Frame URL';
		expect(await editor.labels(needed)).toContain(needed);
		await editor.fill('prompt', 'A tiger walking in snow');
		await editor.picture('generate');
	});
});

describe('the trigger', () => {
	const urls = () => editor.page.getByText('Webhook URLs', { exact: true });

	it('is listed by the event that starts it, and shows its webhook URLs', async () => {
		await editor.openNewWorkflow();
		await editor.addAction('luma', 'Luma AI', 'On task completed');
		const labels = await editor.labels('Output');
		expect(labels).toEqual(expect.arrayContaining(['Source', 'Events', 'Output']));
		expect(labels).not.toContain('Poll Times');
		await urls().waitFor();
	});

	it('shows task IDs and poll times instead when it polls', async () => {
		await editor.choose('source', 'Polling');
		await urls().waitFor({ state: 'hidden' });
		expect(await editor.labels('Task IDs')).toEqual(
			expect.arrayContaining(['Poll Times', 'Watch', 'Task IDs']),
		);
	});
});

describe('a workflow', () => {
	it('runs and shows the links that the next node gets', async () => {
		const nodes = example.nodes.map((node) =>
			node.type === LUMA ? { ...node, credentials: { lumaApi: credential } } : node,
		);
		const workflow = await n8n.createWorkflow({ ...example, nodes });
		await editor.openWorkflow(workflow.id);
		await editor.execute();
		await editor.picture('workflow');

		await editor.openNode('Wait');
		const output = editor.page.getByTestId('output-panel');
		await output.getByText('JSON', { exact: true }).click();
		await output.getByText('"completed"').waitFor();
		const shown = await output.textContent();
		expect(shown).toContain(emulator.accepted()[0].id);
		expect(shown).toMatch(/"videoUrl"/);
		await editor.picture('wait');
	});

	it('has a note that says what to change', async () => {
		await editor.closeNode();
		await editor.page.getByTestId('sticky').getByText('Prompt to video').waitFor();
	});
});

describe('the credential', () => {
	it('asks for a gateway, URL and key, and its test accepts a good key and rejects a bad one', async () => {
		const { page } = editor;
		await page.goto(`${n8n.address}/home/credentials/${credential.id}`);
		const dialog = page.getByTestId('editCredential-modal');
		await dialog.waitFor();
		await dialog.getByText('Connection tested successfully').waitFor();
		await editor.picture('credential');

		const key = dialog.getByTestId('parameter-input-apiKey').locator('input');
		await key.fill('bad-key-0123456789');
		await dialog.getByTestId('credential-save-button').click();
		await dialog.getByText('More details').click();
		await dialog.getByText(/does not accept the API key/).waitFor();
	});
});
