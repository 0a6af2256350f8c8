'use strict';

/** Handles one request to one gateway, with the checks in the order of a real one. */

const { readKey } = require('./keys');
const { isObject } = require('./checks');
const { variantList } = require('./scenarioFields');

const RETRY_AFTER_SECONDS = 1;

/**
 * @typedef {import('./errors').Answer} Answer
 * @typedef {import('./server').Call} Call
 * @typedef {import('./tasks').Task} Task
 *
 * @typedef {object} Context what a dialect answers from
 * @property {Call} call
 * @property {Record<string, string>} params named groups of the route's path
 * @property {object} scenario
 * @property {import('./keys').Key} key
 * @property {number} now
 * @property {import('./media').Media} media
 * @property {(id: string) => Task|undefined} find a task of this gateway
 * @property {() => Task[]} all the tasks of this gateway, newest first
 * @property {(name: string, task?: Task) => boolean} has a variant, of the request or the task
 *
 * @typedef {object} Submit
 * @property {(body: any, context: Context) => Answer|undefined} refuse
 * @property {(body: any) => string} prompt
 * @property {(body: any) => string|undefined} [callbackUrl]
 * @property {(task: Task, context: Context) => Answer} accepted
 * @property {string} [kind]
 *
 * @typedef {object} Route
 * @property {string} method
 * @property {RegExp} path
 * @property {boolean} [readsBody] the body must be a JSON object
 * @property {Submit} [submit]
 * @property {(context: Context) => Answer} [answer]
 *
 * @typedef {object} Dialect
 * @property {string} name
 * @property {Array<'thumbnailUrl'|'lastFrameUrl'>} pictures that come with a finished video
 * @property {Route[]} routes
 * @property {object} errors
 * @property {(call: Call) => Answer} wrongPath
 * @property {(task: Task, context: Context) => unknown} [taskBody] what a callback carries
 */

/** @returns {Route|undefined} */
const findRoute = ({ routes }, { method, path }) =>
	routes.find((route) => route.method === method && route.path.test(path));

/** The prompt under either of its names; read before all checks because of its tags. */
const promptIn = (body) => (isObject(body) ? (body.prompt ?? body.user_prompt) : undefined);

/**
 * @param {Dialect} dialect
 * @param {Call} call
 * @param {import('./scenarios').Scenarios} scenarios
 */
function resolveScenario(dialect, call, scenarios) {
	const { method, path, body } = call;
	const isSubmit = Boolean(findRoute(dialect, call)?.submit);
	const prompt = promptIn(body);
	return scenarios.resolve({ gateway: dialect.name, method, path, isSubmit, prompt });
}

/** @returns {Context} */
function createContext({ dialect, call, params = {}, scenario, key, now, world }) {
	const requested = variantList(scenario.variant);
	return {
		call,
		params,
		scenario,
		key,
		now,
		media: world.media,
		find: (id) => world.tasks.find(dialect.name, id, now),
		all: () => world.tasks.list.filter((task) => task.gateway === dialect.name).reverse(),
		has: (name, task) =>
			requested.includes(name) || variantList(task?.scenario.variant).includes(name),
	};
}

/**
 * @param {Dialect} dialect
 * @param {Call} call
 * @param {object} scenario
 * @param {{ tasks: import('./tasks').Tasks, limits: import('./limits').Limits,
 *   media: import('./media').Media, callbacks: import('./callbacks').Callbacks,
 *   now: () => number }} world
 * @returns {Answer}
 */
function answerCall(dialect, call, scenario, world) {
	const route = findRoute(dialect, call);
	if (!route) return dialect.wrongPath(call);
	const { errors } = dialect;
	const key = readKey(call.headers);
	if (key.problem) {
		const refusal = errors.key(key, Boolean(route.submit));
		if (refusal) return refusal;
	}
	const params = route.path.exec(call.path).groups;
	// A lagging replica shows an earlier state and does not know younger tasks.
	const now = world.now() - (route.submit ? 0 : (scenario.behindSeconds ?? 0) * 1000);
	const context = createContext({ dialect, call, params, scenario, key, now, world });
	const { has } = context;
	if (scenario.isRateLimited) {
		const retryAfter = scenario.retryAfter ?? RETRY_AFTER_SECONDS;
		return errors.rateLimited({ retryAfter, now, has });
	}
	const limit = route.submit && world.limits.refusal(ownerOf(dialect, key), scenario, now);
	if (limit) {
		return errors.rateLimited({
			retryAfter: limit.retryAfter,
			now,
			has: (name) => (name === 'concurrency' ? limit.isBusy : has(name)),
			perMinute: scenario.submitsPerMinute,
		});
	}
	if (route.readsBody && !isObject(call.body)) return errors.invalidJson();
	return route.submit ? submit(dialect, route.submit, context, world) : route.answer(context);
}

const ownerOf = (dialect, { key }) => ({ gateway: dialect.name, key });

/** All refusals come first: once `add` is called, the task is paid for. */
function submit(dialect, route, context, world) {
	const { call, scenario, key, params } = context;
	const refusal = route.refuse(call.body, context);
	if (refusal) return refusal;
	if (scenario.noQuota || key.noQuota) return dialect.errors.noQuota();
	if (scenario.refuseModerated) return dialect.errors.moderated();
	const task = world.tasks.add({
		...ownerOf(dialect, key),
		kind: route.kind ?? 'generate',
		prompt: route.prompt(call.body),
		body: call.body,
		parentId: params?.id,
		scenario,
	});
	call.taskId = task.id;
	world.limits.add(task);
	world.callbacks.watch(task, route.callbackUrl?.(call.body), (at) =>
		dialect.taskBody(task, createContext({ dialect, call, scenario, key, now: at, world })),
	);
	return route.accepted(task, context);
}

module.exports = { answerCall, resolveScenario };
