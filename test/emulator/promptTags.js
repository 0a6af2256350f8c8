'use strict';

/** Tags in a prompt, e.g. `[render: 8]`, that pick a scenario when trying things out in n8n. */

const { checkScenario } = require('./scenarioFields');

const seconds = (field) => (value) => ({ [field]: Number(value) });
const flag = (field) => () => ({ [field]: true });

/** @type {Record<string, (value: string) => import('./scenarioFields').Scenario>} */
const TAGS = {
	render: seconds('renderSeconds'),
	queue: seconds('queueSeconds'),
	fail: (value) => ({ failReason: value || 'Generation failed' }),
	moderated: flag('moderated'),
	refused: flag('refuseModerated'),
	noquota: flag('noQuota'),
	never: flag('neverCompletes'),
	linkless: seconds('linkless'),
	watermarked: flag('watermarkedOnly'),
	videos: seconds('videos'),
	onefails: () => ({ videoStates: ['completed', 'failed'] }),
	expires: seconds('expiresSeconds'),
	estimate: flag('estimatedWait'),
	notfound: seconds('notFoundFor'),
	ratelimited: (value) => ({ rateLimited: Number(value || 1) }),
	status: (value) => ({ status: Number(value) }),
	delay: seconds('delaySeconds'),
	hang: flag('hang'),
	drop: (value) => ({ drop: value === 'after' ? 'after' : 'before' }),
	cut: flag('cut'),
	breakoff: flag('breakOff'),
	stall: flag('stall'),
	drip: (value) => ({ drip: Number(value || 20) }),
	html: flag('html'),
	callback: (value) => ({ callback: value }),
	variant: (value) => ({ variant: value.split(',').map((name) => name.trim()) }),
};

/**
 * @param {string|undefined} prompt
 * @returns {import('./scenarioFields').Scenario|undefined} undefined if the prompt contains no tag
 */
function readTags(prompt) {
	const found = [...String(prompt ?? '').matchAll(/\[\s*(\w+)\s*(?::\s*([^\]]*?)\s*)?\]/g)]
		.filter(([, name]) => Object.hasOwn(TAGS, name.toLowerCase()))
		.map(([, name, value = '']) => TAGS[name.toLowerCase()](value))
		.filter(isUsable);
	return found.length > 0 ? Object.assign({}, ...found) : undefined;
}

/** A mistyped tag (`[render: soon]`) remains plain text of the prompt. */
function isUsable(scenario) {
	try {
		checkScenario(scenario);
		return true;
	} catch {
		return false;
	}
}

module.exports = { TAGS, readTags };
