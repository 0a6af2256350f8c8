'use strict';

const { mkdirSync } = require('node:fs');
const { join, resolve } = require('node:path');

const PICTURES = resolve(__dirname, '../../docs/pictures');
const PATIENCE_MS = 60_000;

/** Operates n8n's editor as a user does. */
class Editor {
	/**
	 * @param {import('playwright-core').Page} page
	 * @param {number} patienceMs timeout for each step
	 */
	constructor(page, patienceMs) {
		this.page = page;
		page.setDefaultTimeout(patienceMs);
	}

	/** @param {import('playwright-core').Browser} browser */
	static async logIn(browser, { address, email, password }, patienceMs = PATIENCE_MS) {
		const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
		const editor = new Editor(page, patienceMs);
		editor.address = address;
		await page.goto(`${address}/signin`);
		await page.fill('input[name=emailOrLdapLoginId]', email);
		await page.fill('input[type=password]', password);
		await page.keyboard.press('Enter');
		await page.waitForURL(({ pathname }) => !pathname.startsWith('/signin'));
		return editor;
	}

	async openWorkflow(id) {
		await this.page.goto(`${this.address}/workflow/${id}`);
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	async openNewWorkflow() {
		await this.page.goto(`${this.address}/workflow/new`);
		await this.page.getByTestId('canvas-wrapper').waitFor();
	}

	/** Types into the search of the nodes panel and returns the names it lists. */
	async searchNodes(words) {
		const { page } = this;
		const search = page.getByTestId('node-creator-search-bar');
		if (!(await search.isVisible())) {
			await page.getByTestId('node-creator-plus-button').first().click();
			await search.waitFor();
		}
		const names = page.getByTestId('node-creator-item-name');
		const before = (await names.allTextContents()).join();
		await search.fill(words);
		await page.waitForFunction(
			([selector, old]) =>
				[...document.querySelectorAll(selector)].map((name) => name.textContent).join() !== old,
			['[data-test-id=node-creator-item-name]', before],
		);
		return (await names.allTextContents()).map((name) => name.trim());
	}

	/** Adds a node by one of its actions or triggers in the panel; its parameters are open afterwards. */
	async addAction(words, node, action) {
		await this.searchNodes(words);
		await this.page.getByTestId('node-creator-item-name').getByText(node, { exact: true }).click();
		const actions = this.page
			.getByTestId('node-creator-category-item')
			.filter({ hasText: 'Actions' });
		await actions.waitFor();
		const entry = this.page.getByText(action, { exact: true });
		// In an empty workflow, only the triggers are expanded.
		if (!(await entry.isVisible())) await actions.click();
		await entry.click();
		await this.page.getByTestId('ndv').waitFor();
	}

	async openNode(name) {
		await this.page.getByTestId('canvas-node').filter({ hasText: name }).first().dblclick();
		await this.page.getByTestId('ndv').waitFor();
	}

	async closeNode() {
		await this.page.getByTestId('ndv-close-button').click();
		await this.page.getByTestId('ndv').waitFor({ state: 'hidden' });
	}

	get #labels() {
		return this.page.getByTestId('node-parameters').getByTestId('input-label');
	}

	/** All labels of the open node's parameters, in order, once this one is among them. */
	async labels(awaited) {
		await this.#labels.filter({ hasText: awaited }).first().waitFor();
		const texts = await this.#labels.allTextContents();
		// The label is followed by n8n's switch between a fixed value and an expression.
		return texts.map((text) => text.replace(/Fixed(Expression)?.*$/s, '').trim());
	}

	async fill(parameter, value) {
		await this.page
			.getByTestId(`parameter-input-${parameter}`)
			.locator('textarea, input')
			.first()
			.fill(value);
	}

	/** Chooses an entry of a list by name. */
	async choose(parameter, name) {
		await this.page.getByTestId(`parameter-input-${parameter}`).click();
		await this.page
			.locator('.el-select-dropdown__item:visible')
			.filter({ hasText: name })
			.first()
			.click();
	}

	async execute() {
		await this.page.getByTestId('execute-workflow-button').click();
		// Wait suspends the execution, which n8n resumes after a minute.
		await this.page.getByText('Workflow executed successfully').waitFor({ timeout: 240_000 });
	}

	/** Saves a small picture of the page if LUMA_PICTURES is set. */
	async picture(name) {
		if (!process.env.LUMA_PICTURES) return;
		mkdirSync(PICTURES, { recursive: true });
		await this.page.evaluate(() => document.activeElement?.blur?.());
		await this.page.screenshot({
			path: join(PICTURES, `${name}.jpg`),
			type: 'jpeg',
			quality: 60,
		});
	}
}

module.exports = { Editor };
