import * as fc from 'fast-check';
import type { IExecuteFunctions } from 'n8n-workflow';

import { Luma } from '../../nodes/Luma/Luma.node';
import type { GatewayName } from '../../nodes/Luma/gateways';
import type { Scenario } from '../emulator/scenarioFields';
import { until } from '../engine/host';
import {
	ALL_GATEWAYS,
	chain,
	extend,
	generate,
	hostFor,
	prompts,
	useEmulator,
} from '../engine/support';
import { report } from './machine';
import { check } from './runs';

jest.mock('../../nodes/Luma/waiting/clock', () => jest.requireActual('../engine/fakeClock'));

const emulator = useEmulator();

/** The node's log and its runs: n8n does not wait for a run that was stopped. */
let logged = '';
let underWay: Array<Promise<unknown>> = [];

beforeAll(() => {
	const execute = Luma.prototype.execute;
	jest.spyOn(Luma.prototype, 'execute').mockImplementation(async function (
		this: IExecuteFunctions,
	) {
		this.logger.warn = (text: string) => (logged += text);
		const running = execute.call(this);
		underWay.push(running);
		return await running;
	});
});
afterAll(() => jest.restoreAllMocks());

/*
 * What can happen to a submit. Only a plain refusal (a status of 400 and up with the gateway's own
 * message, an error in an envelope, a web page) means that nothing was accepted; after anything else the
 * submit may be charged.
 */
const FAULTS: Record<string, Scenario> = {
	fine: {},
	'breaks off before': { drop: 'before' },
	'breaks off after': { drop: 'after' },
	cut: { cut: true },
	429: { status: 429 },
	'rate limit with a short Retry-After': { rateLimited: 1, retryAfter: 1 },
	'rate limit for an hour': { status: 429, headers: { 'Retry-After': '3600' } },
	'504 with a rate limit message, after': {
		status: 504,
		body: { message: 'Rate limit exceeded' },
		accept: true,
	},
	401: { status: 401 },
	400: { status: 400 },
	500: { status: 500 },
	503: { status: 503 },
	'502 of a proxy': { status: 502, body: '<html>Bad Gateway</html>' },
	'502 of a proxy after': { status: 502, body: '<html>Bad Gateway</html>', accept: true },
	'504 of a proxy': { status: 504, body: '<html>Gateway Time-out</html>' },
	'504 of a proxy after': { status: 504, body: '<html>Gateway Time-out</html>', accept: true },
	'524 of a proxy after': { status: 524, body: 'error code: 524', accept: true },
	'408 after': { status: 408, body: 'Request Timeout', accept: true },
	'empty success after': { status: 200, body: '', accept: true },
	'success without an ID after': { status: 200, body: { code: 'success' }, accept: true },
	'a web page': { html: true },
	redirect: { redirect: 'https://example.com/elsewhere' },
	envelope: { envelope: true },
	doubled: { doubled: true },
	'no credit': { noQuota: true },
	moderated: { refuseModerated: true },
};

const RETRIED_WAIT_MS = 1;

interface Execution {
	/** The faults of the submits, in order; later submits succeed. */
	faults: string[];
	/** Items that the user changed before this execution. */
	changed: number[];
	/** The user presses Stop after this many submits. */
	stopAfter: number | null;
}

interface Plan {
	gateway: GatewayName;
	operation: 'generate' | 'extend';
	output: 'simplified' | 'raw' | 'selectedFields';
	items: number;
	/** An item that is invalid in the first execution. */
	invalid: number | null;
	settings: {
		retryOnFail: boolean;
		maxTries: number;
		waitBetweenTries: number;
		onError: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	};
	/** The first execution, and the user's retries of it. */
	executions: Execution[];
}

const anyExecution: fc.Arbitrary<Execution> = fc.record({
	faults: fc.array(
		fc.oneof(
			{ weight: 1, arbitrary: fc.constant('fine') },
			{ weight: 2, arbitrary: fc.constantFrom(...Object.keys(FAULTS)) },
		),
		{ maxLength: 7 },
	),
	changed: fc.oneof(
		{ weight: 3, arbitrary: fc.constant<number[]>([]) },
		{ weight: 1, arbitrary: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 2 }) },
	),
	stopAfter: fc.oneof(
		{ weight: 6, arbitrary: fc.constant(null) },
		{ weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
	),
});

const anyPlan: fc.Arbitrary<Plan> = fc.record({
	gateway: fc.constantFrom(...ALL_GATEWAYS),
	operation: fc.constantFrom('generate', 'generate', 'extend'),
	output: fc.constantFrom('simplified', 'raw', 'selectedFields'),
	items: fc.integer({ min: 1, max: 4 }),
	invalid: fc.oneof(
		{ weight: 5, arbitrary: fc.constant(null) },
		{ weight: 1, arbitrary: fc.nat({ max: 3 }) },
	),
	settings: fc.record({
		retryOnFail: fc.boolean(),
		maxTries: fc.integer({ min: 2, max: 4 }),
		waitBetweenTries: fc.constant(RETRIED_WAIT_MS),
		onError: fc.constantFrom('stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'),
	}),
	executions: fc.array(anyExecution, { minLength: 1, maxLength: 3 }),
});

/** Everything that the user can see of a run: its items and its error. */
type Run = Awaited<ReturnType<ReturnType<typeof hostFor>['run']>>;

function visibleText(run: Run, nodeName: string): string {
	const { message, description } = (run.error ?? {}) as { message?: string; description?: string };
	return JSON.stringify([run.json(nodeName), run.json(nodeName, 1), message, description]);
}

/** What the runs add up to, so that idle ones are not taken for proof. */
const totals = { executions: 0, nodeRuns: 0, submits: 0, accepted: 0, lost: 0, stopped: 0 };

const MAY_BE_CHARGED = 'may have been accepted and charged';

async function neverPaidTwice(plan: Plan): Promise<void> {
	const { gateway, operation, items, settings } = plan;
	emulator.reset();
	const host = hostFor(gateway, emulator.url(gateway));
	const node = { generate, extend }[operation];
	const parameters = { prompt: '={{ $json.prompt }}', output: plan.output };
	const workflow = chain(node({ ...parameters, ...(operation === 'extend' && PARENT) }, settings));
	const { name } = workflow.nodes[1];

	const versions = Array.from({ length: items }, () => 1);
	let contextData: object = {};
	let shown = '';
	let wasStopped = false;
	logged = '';
	for (const [index, { faults, changed, stopAfter }] of plan.executions.entries()) {
		for (const item of changed) if (index > 0 && item < items) versions[item]++;
		const texts = versions.map((version, item) =>
			index === 0 && item === plan.invalid ? '' : `item ${item} version ${version}`,
		);
		for (const fault of faults) emulator.next(FAULTS[fault], { method: 'POST' });

		const before = emulator.requestsTo(gateway, 'POST').length;
		const how = { mode: index > 0 ? 'retry' : 'trigger', executionId: `${index + 1}`, contextData };
		const running = host.run(workflow, prompts(...texts), how);
		let isDone = false;
		const settled = running.then((run) => {
			isDone = true;
			return run;
		});
		if (stopAfter !== null) {
			await until(
				() => isDone || emulator.requestsTo(gateway, 'POST').length >= before + stopAfter,
			);
			wasStopped ||= !isDone;
			running.stop();
		}
		const run = await settled;

		await Promise.allSettled(underWay);
		totals.executions++;
		totals.nodeRuns += underWay.length;
		underWay = [];

		shown += visibleText(run, name);
		mustNameTasks(gateway, wasStopped ? shown + logged : shown, wasStopped);
		mustNotRepeat(gateway);
		// n8n cannot retry an execution that was stopped or succeeded.
		if (!run.error || run.status === 'canceled') break;
		contextData = run.contextData;
	}
	totals.submits += emulator.requestsTo(gateway, 'POST').length;
	totals.accepted += emulator.accepted(gateway).length;
	totals.lost += shown.split(MAY_BE_CHARGED).length - 1;
	totals.stopped += Number(wasStopped);
	const requested = versions.reduce((sum, version) => sum + version, 0);
	const { length } = emulator.accepted(gateway);
	if (length > requested)
		throw new Error(`${length} accepted for ${requested} that were requested`);
}

const PARENT = { taskId: '9d4b7516-77e5-481a-b015-48313946f33b' };

/** Each version of an item is accepted at most once, over all tries and executions. */
function mustNotRepeat(gateway: GatewayName) {
	const accepted = emulator.accepted(gateway).map(({ prompt }) => prompt);
	const twice = accepted.find((prompt, index) => accepted.indexOf(prompt) !== index);
	if (twice !== undefined) throw new Error(`paid twice: ${twice}`);
}

/** The run names the ID of every accepted task, or says that a lost submit may be charged. */
function mustNameTasks(gateway: GatewayName, shown: string, wasStopped: boolean) {
	for (const { id, scenario } of emulator.accepted(gateway)) {
		if (shown.includes(id)) continue;
		const { drop, cut, accept } = scenario as Scenario;
		// Stop aborts the request in flight.
		const isLost = drop === 'after' || cut || accept || wasStopped;
		if (!isLost || !shown.includes(MAY_BE_CHARGED)) throw new Error(`task ${id} is not named`);
	}
}

describe('a submit', () => {
	it('is never paid twice, and every accepted task is named', async () => {
		await check(2_500, anyPlan, neverPaidTwice);
		report(`${JSON.stringify(totals)}`);
	});
});
