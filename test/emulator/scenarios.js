'use strict';

/** What can be made to happen, and which requests it happens to. */

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
	/** @param {Scenario} defaults apply to every request, under everything else */
	constructor(defaults = {}) {
		this.defaults = checkScenario(defaults);
		this.reset();
	}

	reset() {
		this.standing = [rule(this.defaults)];
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
		this.standing.push(rule(scenario, filter));
	}

	/**
	 * The scenario of one request. Later ones win: defaults, always, the prompt's tags, next.
	 *
	 * @param {RequestFacts} request
	 * @returns {Scenario & { isRateLimited: boolean }}
	 */
	resolve(request) {
		const layers = this.standing.filter((one) => applies(one, request));
		const tags = request.isSubmit && this.#tagRule(request);
		if (tags) layers.push(tags);
		const next = this.queued.find((one) => applies(one, request) && isItsTurn(one, request));
		if (next) layers.push(next);
		const merged = Object.assign({}, ...layers.map((one) => one.scenario));
		const limiting = layers.find((one) => one.refusalsLeft > 0);
		if (limiting) limiting.refusalsLeft -= 1;
		if (next) this.#use(next, limiting);
		if (!limiting) return { ...merged, isRateLimited: false };
		// A refused request meets nothing else: the other fields wait for one that gets through.
		const { variant, retryAfter } = merged;
		return { variant, retryAfter, isRateLimited: true };
	}

	/** A queued rule goes when it was used, and not by a request that some rule refused. */
	#use(next, limiting) {
		const onlyLimits = next.limits && next.refusalsLeft === 0 && isOnlyLimit(next.scenario);
		if (!limiting) next.timesLeft -= 1;
		if (next.timesLeft === 0 || onlyLimits) {
			this.queued.splice(this.queued.indexOf(next), 1);
		}
	}

	/**
	 * Kept by prompt, so that `[ratelimited: 2]` counts over the repeats of one prompt.
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
	// Media are not a gateway: a rule for "everything" must not break a download by surprise.
	if (request.gateway === 'cdn' && filter.gateway !== 'cdn') return false;
	if (filter.gateway && filter.gateway !== request.gateway) return false;
	if (filter.method && filter.method.toUpperCase() !== request.method) return false;
	return !filter.path || request.path.search(filter.path) >= 0;
}

/** What a task does is decided where a task is made: such a rule is not used up by a fetch. */
function isItsTurn({ scenario }, { isSubmit }) {
	return isSubmit || !Object.keys(scenario).some(isTaskField);
}

module.exports = { Scenarios, GATEWAYS };
