'use strict';

/** `[render: 8]` in a prompt picks a scenario, so that a person in n8n can play with one. */

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
 * @returns {import('./scenarioFields').Scenario|undefined} undefined when the prompt holds no tag
 */
function readTags(prompt) {
	const found = [...String(prompt ?? '').matchAll(/\[\s*(\w+)\s*(?::\s*([^\]]*?)\s*)?\]/g)]
		.filter(([, name]) => Object.hasOwn(TAGS, name.toLowerCase()))
		.map(([, name, value = '']) => TAGS[name.toLowerCase()](value))
		.filter(isUsable);
	return found.length > 0 ? Object.assign({}, ...found) : undefined;
}

/** A person's typing mistake (`[render: soon]`) is left alone as plain text of the prompt. */
function isUsable(scenario) {
	try {
		checkScenario(scenario);
		return true;
	} catch {
		return false;
	}
}

module.exports = { TAGS, readTags };
