'use strict';

/** Which scenario applies to which request. */

const { isTaskField, checkScenario } = require('./scenarioFields');
const { readTags } = require('./promptTags');

const { GATEWAYS } = require('./dialects');

/**
 * @typedef {import('./scenarioFields').Scenario} Scenario
 * @typedef {{ gateway?: string, method?: string, path?: RegExp, times?: number }} Filter
 * @typedef {{ gateway: string, method: string, path: string, isSubmit: boolean, prompt?: string }}
 *   RequestFacts
 */

class Scenarios {
	/** @param {Scenario} defaults apply to every request; everything else overrides them */
	constructor(defaults = {}) {
		this.defaults = checkScenario(defaults);
		this.reset();
	}

	reset() {
		this.permanent = [rule(this.defaults)];
		this.queued = [];
		this.tagged = new Map();
	}

	/**
	 * @param {Scenario} scenario
	 * @param {Filter} [filter]
	 */
	next(scenario, filter) {
		this.queued.push(rule(scenario, filter));
	}

	/**
	 * @param {Scenario} scenario
	 * @param {Filter} [filter] without `times`
	 */
	always(scenario, filter) {
		this.permanent.push(rule(scenario, filter));
	}

	/**
	 * The scenario of one request. Each overrides the ones before: defaults, always, the prompt's tags, next.
	 *
	 * @param {RequestFacts} request
	 * @returns {Scenario & { isRateLimited: boolean }}
	 */
	resolve(request) {
		const layers = this.permanent.filter((one) => applies(one, request));
		const tags = request.isSubmit && this.#tagRule(request);
		if (tags) layers.push(tags);
		const next = this.queued.find((one) => applies(one, request) && isUsableFor(one, request));
		if (next) layers.push(next);
		const merged = Object.assign({}, ...layers.map((one) => one.scenario));
		const limiting = layers.find((one) => one.refusalsLeft > 0);
		if (limiting) limiting.refusalsLeft -= 1;
		if (next) this.#use(next, limiting);
		if (!limiting) return { ...merged, isRateLimited: false };
		// A refused request triggers nothing else: the other fields wait for one that gets through.
		const { variant, retryAfter } = merged;
		return { variant, retryAfter, isRateLimited: true };
	}

	/** A queued rule is removed once used, but not by a request that another rule refused. */
	#use(next, limiting) {
		const onlyLimits = next.limits && next.refusalsLeft === 0 && isOnlyLimit(next.scenario);
		if (!limiting) next.timesLeft -= 1;
		if (next.timesLeft === 0 || onlyLimits) {
			this.queued.splice(this.queued.indexOf(next), 1);
		}
	}

	/**
	 * One rule per prompt, so that `[ratelimited: 2]` counts across requests with the same prompt.
	 *
	 * @param {RequestFacts} request
	 */
	#tagRule({ gateway, prompt }) {
		const scenario = readTags(prompt);
		if (!scenario) return undefined;
		const name = `${gateway}\n${prompt}`;
		if (!this.tagged.has(name)) this.tagged.set(name, rule(scenario));
		return this.tagged.get(name);
	}
}

/**
 * @param {Scenario} scenario
 * @param {Filter} [options]
 */
function rule(scenario, { times = 1, ...filter } = {}) {
	checkScenario(scenario);
	if (filter.gateway && filter.gateway !== 'cdn' && !GATEWAYS.includes(filter.gateway)) {
		throw new Error(`Unknown gateway "${filter.gateway}"`);
	}
	const refusalsLeft = scenario.rateLimited ?? 0;
	return { scenario, filter, timesLeft: times, refusalsLeft, limits: refusalsLeft > 0 };
}

function isOnlyLimit(scenario) {
	return Object.keys(scenario).every((field) =>
		['rateLimited', 'retryAfter', 'variant'].includes(field),
	);
}

function applies({ filter }, request) {
	// The CDN is not a gateway: a rule without a filter must not break downloads by accident.
	if (request.gateway === 'cdn' && filter.gateway !== 'cdn') return false;
	if (filter.gateway && filter.gateway !== request.gateway) return false;
	if (filter.method && filter.method.toUpperCase() !== request.method) return false;
	return !filter.path || request.path.search(filter.path) >= 0;
}

/** Task fields take effect at a submit, so a fetch must not use up their rule. */
function isUsableFor({ scenario }, { isSubmit }) {
	return isSubmit || !Object.keys(scenario).some(isTaskField);
}

module.exports = { Scenarios, GATEWAYS };
